//! What the superior does with a report: it accepts it, or returns it with a reason.
use entity::{
    Quantity,
    indicator::Aggregation,
    report,
    report_value::{self, ValueQuality},
    target,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish, values};
use crate::{
    core::{
        db::{Recorded, Uow},
        error::Result,
        http::etag::IfMatch,
        reason::Reason,
        scope::Scope,
    },
    features::{
        movements, plans,
        reports::{dto::ReportView, repo, rules::ReportAction},
    },
};

pub async fn return_(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ReportView>> {
    let (report, step) = begin(uow, scope, id, if_match, ReportAction::Return).await?;
    let reason = input.given()?;
    values::set_quality(uow, id, ValueQuality::None).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.return_reason = Set(Some(reason.to_owned()));
    let values = repo::values(&uow.tx, id).await?;
    finish(uow, scope, (&report, next), values, "report.returned", json!({ "reason": reason })).await
}

pub async fn accept(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<ReportView>> {
    let (report, step) = begin(uow, scope, id, if_match, ReportAction::Accept).await?;
    values::set_quality(uow, id, ValueQuality::Accepted).await?;
    keep_current(uow, &report).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.accepted_at = Set(Some(uow.now));
    let values = repo::values(&uow.tx, id).await?;
    finish(uow, scope, (&report, next), values, "report.accepted", json!({})).await
}

/// Keeps on each target what has been reached, so that reading it computes nothing.
async fn keep_current(uow: &Uow, report: &report::Model) -> Result<()> {
    let mut targets = plans::repo::targets(&uow.tx, report.plan_id).await?;
    // A plan amended since the report was begun shows the figures too.
    if let Some(plan) = plans::repo::in_force(&uow.tx, report.movement_id, report.unit_id).await? {
        if plan.id != report.plan_id {
            targets.extend(plans::repo::targets(&uow.tx, plan.id).await?);
        }
    }
    let indicators = targets.iter().filter_map(|target| target.indicator_id).collect();
    let aggregations = movements::repo::aggregations(&uow.tx, indicators).await?;
    let accepted = accepted_values(uow, report).await?;
    for target in &mut targets {
        let of_target = |value: &&report_value::Model| match target.indicator_id {
            Some(indicator) => value.indicator_id == Some(indicator),
            None => value.target_id == target.id,
        };
        let values: Vec<_> = accepted.iter().filter(of_target).collect();
        let aggregation = target.indicator_id.and_then(|id| aggregations.get(&id)).copied().unwrap_or(Aggregation::Sum);
        let (value, numerator, denominator) = reached(&values, aggregation);
        target.current_value = value;
        target.current_numerator = numerator;
        target.current_denominator = denominator;
    }
    store_current(uow, targets).await
}

/// All targets by one statement: rows that exist, so only the figures change.
async fn store_current(uow: &Uow, targets: Vec<target::Model>) -> Result<()> {
    use target::Column::{CurrentDenominator, CurrentNumerator, CurrentValue, Id};
    let figures = [CurrentValue, CurrentNumerator, CurrentDenominator];
    let update = OnConflict::column(Id).update_columns(figures).to_owned();
    let rows = targets.into_iter().map(|target| target.into_active_model().reset_all());
    target::Entity::insert_many(rows).on_conflict(update).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// The accepted values of the report's unit in its movement, this report's among them, oldest period first.
async fn accepted_values(uow: &Uow, report: &report::Model) -> Result<Vec<report_value::Model>> {
    use report_value::Column;
    let found = report_value::Entity::find()
        .filter(Column::MovementId.eq(report.movement_id))
        .filter(Column::UnitId.eq(report.unit_id))
        .filter(Condition::any().add(Column::Quality.eq(ValueQuality::Accepted)).add(Column::ReportId.eq(report.id)))
        .order_by_asc(Column::DataTo)
        .order_by_asc(Column::Id);
    Ok(found.all(&uow.tx).await?)
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
