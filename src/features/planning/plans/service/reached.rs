//! What was reached on each target, kept beside it so that reading it computes nothing.
use std::collections::HashMap;

use entity::{
    Quantity,
    indicator::Aggregation,
    plan,
    report_value::{self, ValueQuality},
    target,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    features::planning::{movements, plans::repo},
    kernel::error::Result,
    store::db::Uow,
};

/// Brings the targets of a plan up to what the accepted reports of its unit say, whichever version they answered:
/// an indicator is the same in every version, and a target of one's own is the one it was copied from.
pub async fn keep(uow: &Uow, plan: &plan::Model) -> Result<()> {
    // Of two that are accepted at once the later one counts both.
    repo::lock_targets(&uow.tx, plan.id).await?;
    let accepted = accepted_values(uow, plan).await?;
    if accepted.is_empty() {
        return Ok(());
    }
    let mut targets = repo::targets(&uow.tx, plan.id).await?;
    let roots = roots(uow, &accepted).await?;
    let indicators = targets.iter().filter_map(|target| target.indicator_id).collect();
    let aggregations = movements::repo::aggregations(&uow.tx, indicators).await?;
    for target in &mut targets {
        let of_target = |value: &&report_value::Model| match target.indicator_id {
            Some(indicator) => value.indicator_id == Some(indicator),
            None => roots.get(&value.target_id) == Some(&target.root_id),
        };
        let values: Vec<_> = accepted.iter().filter(of_target).collect();
        let by_indicator = target.indicator_id.and_then(|id| aggregations.get(&id)).copied();
        let aggregation = by_indicator.or(target.aggregation).unwrap_or(Aggregation::Sum);
        let (value, numerator, denominator) = reached(&values, aggregation);
        target.current_value = value;
        target.current_numerator = numerator;
        target.current_denominator = denominator;
    }
    store(uow, targets).await
}

/// All targets by one statement: rows that exist, so only the figures change.
async fn store(uow: &Uow, targets: Vec<target::Model>) -> Result<()> {
    use target::Column::{CurrentDenominator, CurrentNumerator, CurrentValue, Id};
    let figures = [CurrentValue, CurrentNumerator, CurrentDenominator];
    let update = OnConflict::column(Id).update_columns(figures).to_owned();
    let rows = targets.into_iter().map(|target| target.into_active_model().reset_all());
    target::Entity::insert_many(rows).on_conflict(update).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// The accepted values of the plan's unit in its movement, oldest period first.
async fn accepted_values(uow: &Uow, plan: &plan::Model) -> Result<Vec<report_value::Model>> {
    use report_value::Column;
    let found = report_value::Entity::find()
        .filter(Column::MovementId.eq(plan.movement_id))
        .filter(Column::UnitId.eq(plan.unit_id))
        .filter(Column::Quality.eq(ValueQuality::Accepted))
        .order_by_asc(Column::DataTo)
        .order_by_asc(Column::Id);
    Ok(found.all(&uow.tx).await?)
}

/// The first of its kind, of each target without an indicator that a value answers.
async fn roots(uow: &Uow, values: &[report_value::Model]) -> Result<HashMap<Uuid, Uuid>> {
    let own: Vec<_> = values.iter().filter(|value| value.indicator_id.is_none()).map(|v| v.target_id).collect();
    if own.is_empty() {
        return Ok(HashMap::new());
    }
    let found = target::Entity::find()
        .select_only()
        .columns([target::Column::Id, target::Column::RootId])
        .filter(target::Column::Id.is_in(own))
        .into_tuple::<(Uuid, Uuid)>();
    Ok(found.all(&uow.tx).await?.into_iter().collect())
}

type Reached = (Option<Quantity>, Option<Quantity>, Option<Quantity>);

/// Sums add up, ratios add numerators and denominators, stocks are what was reported last.
fn reached(values: &[&report_value::Model], aggregation: Aggregation) -> Reached {
    let sum = |figure: fn(&report_value::Model) -> Option<Quantity>| {
        let figures: Vec<i64> = values.iter().filter_map(|value| figure(value)).map(|q| q.0).collect();
        (!figures.is_empty()).then(|| Quantity(figures.iter().fold(0, |a, b| a.saturating_add(*b))))
    };
    let last = values.iter().rev().find(|value| value.value.is_some() || value.numerator.is_some());
    match aggregation {
        Aggregation::Sum | Aggregation::Ratio => (sum(|v| v.value), sum(|v| v.numerator), sum(|v| v.denominator)),
        Aggregation::Latest | Aggregation::Avg => {
            last.map_or((None, None, None), |value| (value.value, value.numerator, value.denominator))
        }
    }
}
