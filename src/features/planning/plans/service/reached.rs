//! What was reached on each target, kept beside it so that reading it computes nothing.
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::Aggregation,
    period::PeriodKind,
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

/// Until when a period reaches, and of which run it is.
type Reach = (NaiveDate, PeriodKind);

/// Brings the targets of a plan up to what the accepted reports of its unit say, whichever version they answered:
/// an indicator is the same in every version, and a target of one's own is the one it was copied from. So is one of
/// several targets on the same indicator, as a merged unit has them.
pub async fn keep(uow: &Uow, plan: &plan::Model) -> Result<()> {
    // Of two that are accepted at once the later one counts both.
    repo::lock_targets(&uow.tx, plan.id).await?;
    let accepted = accepted_values(uow, plan).await?;
    if accepted.is_empty() {
        return Ok(());
    }
    let mut targets = repo::targets(&uow.tx, plan.id).await?;
    let roots = roots(uow, &accepted).await?;
    let periods = movements::repo::periods_of(&uow.tx, plan.movement_id).await?;
    let periods: HashMap<Uuid, Reach> = periods.into_iter().map(|m| (m.id, (m.data_to, m.kind))).collect();
    let indicators = targets.iter().filter_map(|target| target.indicator_id).collect();
    let aggregations = movements::repo::aggregations(&uow.tx, indicators).await?;
    let several = repeated(&targets);
    for target in &mut targets {
        let of_target = |value: &&report_value::Model| match target.indicator_id {
            Some(indicator) if !several.contains(&indicator) => value.indicator_id == Some(indicator),
            _ => roots.get(&value.target_id) == Some(&target.root_id),
        };
        let values: Vec<_> = accepted.iter().filter(of_target).collect();
        let by_indicator = target.indicator_id.and_then(|id| aggregations.get(&id)).copied();
        let aggregation = by_indicator.or(target.aggregation).unwrap_or(Aggregation::Sum);
        let reached = reached(&of_one_run(&values, &periods), aggregation);
        if reached.overflow {
            tracing::error!(target_id = %target.id, "what was reported adds up to more than a figure can be");
        }
        target.current_value = reached.value;
        target.current_numerator = reached.numerator;
        target.current_denominator = reached.denominator;
        target.current_overflow = reached.overflow;
    }
    store(uow, targets).await
}

/// The indicators that several of these targets are on.
fn repeated(targets: &[target::Model]) -> HashSet<Uuid> {
    let mut seen = HashSet::new();
    targets.iter().filter_map(|target| target.indicator_id).filter(|id| !seen.insert(*id)).collect()
}

/// Runs tell the same in different steps, so a figure is of one: the one that reaches furthest, of equals the coarsest.
fn of_one_run<'a>(values: &[&'a report_value::Model], periods: &HashMap<Uuid, Reach>) -> Vec<&'a report_value::Model> {
    let reach = |value: &&report_value::Model| periods.get(&value.period_id).copied();
    let furthest = values.iter().filter_map(reach).max();
    let same = |value: &&&'a report_value::Model| reach(value).map(|(_, run)| run) == furthest.map(|(_, run)| run);
    values.iter().filter(same).copied().collect()
}

/// All targets by one statement: rows that exist, so only the figures change.
async fn store(uow: &Uow, targets: Vec<target::Model>) -> Result<()> {
    use target::Column::{CurrentDenominator, CurrentNumerator, CurrentOverflow, CurrentValue, Id};
    let figures = [CurrentValue, CurrentNumerator, CurrentDenominator, CurrentOverflow];
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

/// The first of its kind, of each target that a value answers.
async fn roots(uow: &Uow, values: &[report_value::Model]) -> Result<HashMap<Uuid, Uuid>> {
    let own: HashSet<_> = values.iter().map(|value| value.target_id).collect();
    let found = target::Entity::find()
        .select_only()
        .columns([target::Column::Id, target::Column::RootId])
        .filter(target::Column::Id.is_in(own))
        .into_tuple::<(Uuid, Uuid)>();
    Ok(found.all(&uow.tx).await?.into_iter().collect())
}

/// What was reached, or that it is more than a figure can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reached {
    value: Option<Quantity>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
    overflow: bool,
}

/// Sums add up, ratios add numerators and denominators, stocks and averages are what was reported last.
fn reached(values: &[&report_value::Model], aggregation: Aggregation) -> Reached {
    let last = values.iter().rev().find(|value| value.value.is_some() || value.numerator.is_some());
    match aggregation {
        Aggregation::Sum | Aggregation::Ratio => added(values),
        Aggregation::Latest | Aggregation::Avg => last.map_or_else(Reached::default, |last| added(&[last])),
    }
}

fn added(values: &[&report_value::Model]) -> Reached {
    let sum = |figure: fn(&report_value::Model) -> Option<Quantity>| {
        values.iter().filter_map(|value| figure(value)).map(|q| i128::from(q.0)).reduce(|a, b| a + b)
    };
    let sums = [sum(|v| v.value), sum(|v| v.numerator), sum(|v| v.denominator)];
    if sums.iter().flatten().any(|sum| Quantity::fitting(*sum).is_none()) {
        return Reached { overflow: true, ..Reached::default() };
    }
    let [value, numerator, denominator] = sums.map(|sum| sum.and_then(Quantity::fitting));
    Reached { value, numerator, denominator, overflow: false }
}
