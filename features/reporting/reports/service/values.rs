//! Values against the targets of the plan that a report answers.
use std::collections::HashSet;

use base::{
    kernel::error::{Code, Error, Fault, FieldError, Result},
    store::db::{Uow, bulk},
};
use entity::{
    paper_version, report,
    report_value::{self, Evidence, UNSENT, ValueQuality},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::reports::{
    dto::ValueInput,
    rules::{self, Asked, Told},
};

/// Replaces the values of a report, which rest on the files that are attached to it. What is wrong is told of every value at once.
pub async fn replace(
    uow: &Uow,
    report: &report::Model,
    asked: &[Asked],
    (before, attached): (&[report_value::Model], &[Uuid]),
    inputs: &[ValueInput],
) -> Result<Vec<report_value::Model>> {
    let window = (report.data_from, report.data_to);
    let (mut faults, mut seen, mut rows, mut told, mut places) = (vec![], HashSet::new(), vec![], vec![], vec![]);
    let mut code = None;
    for (at, input) in inputs.iter().enumerate() {
        let mut fault = |of: Code, member: &str, fault: Fault| {
            // Faults of different kinds together are simply invalid content.
            code = Some(if code.is_none_or(|code| code == of) { of } else { Code::ValidationFailed });
            faults.push(FieldError { pointer: format!("/values/{at}/{member}"), fault });
        };
        let Some(asks) = asked.iter().find(|asks| asks.target_id == input.target_id) else {
            fault(Code::ValidationFailed, "target_id", Fault::NotFound);
            continue;
        };
        if !seen.insert(asks.target_id) {
            fault(Code::ValidationFailed, "target_id", Fault::Duplicate);
        }
        if let Some((of, member, what)) = rules::fault(input, asks, window) {
            fault(of, member, what);
        }
        if let Some(no) = input.evidence.iter().flatten().position(|file| !attached.contains(file)) {
            fault(Code::ValidationFailed, &format!("evidence/{no}"), Fault::NotFound);
        }
        rows.push(row(report, asks, input, before.iter().find(|value| value.target_id == asks.target_id)));
        told.push(Told { asked: asks, input });
        places.push(at);
    }
    if faults.is_empty() {
        for (place, member) in rules::disagreements(&told) {
            let at = places.get(place).copied().unwrap_or_default();
            code = Some(Code::ValidationFailed);
            faults.push(FieldError { pointer: format!("/values/{at}/{member}"), fault: Fault::PartsDisagree });
        }
    }
    if let Some(code) = code {
        let window = format!("{} – {}", window.0, window.1);
        return Err(Error { particulars: window.into(), ..Error::fields(code, faults) });
    }
    rows.sort_by_key(|row| row.ordinal);
    write(uow, report.id, before, &rows).await?;
    Ok(rows)
}

/// Writes the values that are new or differ, and no others.
async fn write(uow: &Uow, report_id: Uuid, before: &[report_value::Model], rows: &[report_value::Model]) -> Result<()> {
    use report_value::{Column, Entity};
    let changed = rows.iter().filter(|row| !before.contains(row)).cloned();
    let changed: Vec<report_value::ActiveModel> = changed.map(|row| row.into_active_model().reset_all()).collect();
    let gone = before.iter().map(|value| value.target_id).filter(|id| !rows.iter().any(|row| row.target_id == *id));
    let gone: Vec<Uuid> = gone.collect();
    if !gone.is_empty() {
        Entity::delete_many().filter(written(report_id)).filter(Column::TargetId.is_in(gone)).exec(&uow.tx).await?;
    }
    // The first time all are new, and nothing has to be looked for.
    if before.is_empty() { bulk::insert(&uow.tx, changed).await } else { bulk::put(&uow.tx, changed).await }
}

/// What was taken from below stays beside the own figure.
fn row(
    report: &report::Model,
    asks: &Asked,
    input: &ValueInput,
    before: Option<&report_value::Model>,
) -> report_value::Model {
    report_value::Model {
        report_id: report.id,
        version_no: UNSENT,
        target_id: asks.target_id,
        indicator_id: asks.indicator_id,
        ordinal: asks.ordinal,
        value: input.value,
        numerator: input.numerator,
        denominator: input.denominator,
        below_value: before.and_then(|value| value.below_value),
        below_numerator: before.and_then(|value| value.below_numerator),
        below_denominator: before.and_then(|value| value.below_denominator),
        note: input.note.as_deref().map(str::to_owned),
        evidence: Evidence(input.evidence.clone().unwrap_or_default()),
        data_from: input.data_from.map_or(report.data_from, Into::into),
        data_to: input.data_to.map_or(report.data_to, Into::into),
        quality: ValueQuality::None,
    }
}

/// Of the values of a report those that are being written.
fn written(report_id: Uuid) -> Expr {
    report_value::of_version(report_id, UNSENT)
}

/// What was being written is from now on what a version says; it is answered, in its order. That of a correction does not count
/// yet.
pub async fn send(
    uow: &Uow,
    report_id: Uuid,
    version_no: i32,
    quality: ValueQuality,
) -> Result<Vec<report_value::Model>> {
    use report_value::{Column, Entity};
    let mut sent = Entity::update_many()
        .col_expr(Column::VersionNo, Expr::value(version_no))
        .col_expr(Column::Quality, Expr::value(quality))
        .filter(written(report_id))
        .exec_with_returning(&uow.tx)
        .await?;
    sent.sort_by_key(|value| value.ordinal);
    Ok(sent)
}

/// How the values of a version count from now on; they are answered, in their order.
pub async fn settle(
    uow: &Uow,
    version: &paper_version::Model,
    quality: ValueQuality,
) -> Result<Vec<report_value::Model>> {
    use report_value::{Column, Entity};
    let mut settled = Entity::update_many()
        .col_expr(Column::Quality, Expr::value(quality))
        .filter(report_value::of_version(version.paper_id, version.version_no))
        .exec_with_returning(&uow.tx)
        .await?;
    settled.sort_by_key(|value| value.ordinal);
    Ok(settled)
}

/// What is being written is given up.
pub async fn drop_draft(uow: &Uow, report_id: Uuid) -> Result<()> {
    report_value::Entity::delete_many().filter(written(report_id)).exec(&uow.tx).await?;
    Ok(())
}

/// What was returned, or is to be corrected, is where the next version begins.
pub async fn begin_again(uow: &Uow, values: &[report_value::Model]) -> Result<()> {
    let copy = |value: &report_value::Model| report_value::Model {
        version_no: UNSENT,
        quality: ValueQuality::None,
        ..value.clone()
    };
    if values.is_empty() {
        return Ok(());
    }
    let rows = values.iter().map(|value| copy(value).into_active_model().reset_all());
    report_value::Entity::insert_many(rows).exec_without_returning(&uow.tx).await?;
    Ok(())
}
