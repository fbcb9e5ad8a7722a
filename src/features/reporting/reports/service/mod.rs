//! What is done with obligations and reports, a use case a file.
mod draft;
mod receive;
mod relief;
mod sign;
mod values;

use entity::{obligation, report, report_value, snapshot_version::Topic};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

pub use draft::{create, update};
pub use receive::{accept, return_};
pub use relief::{extend, hand_over_many, waive, waive_many};
pub use sign::{sign, submit};

use super::{
    dto::ReportView,
    repo,
    rules::{self, ReportAction, ReportFacts, ReportStep},
    view,
};
use crate::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
        transition::Case,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: ReportAction,
) -> Result<(report::Model, &'static ReportStep, ReportFacts)> {
    let report = repo::report(&uow.tx, scope, id).await?;
    let case = Case::of(&report, &uow.tx, scope).await?;
    let step = case.begin(action, scope, if_match)?;
    Ok((report, step, case.into_facts()))
}

/// Saves a changed report, lets its obligation follow, and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&report::Model, report::ActiveModel),
    values: Vec<report_value::Model>,
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<ReportView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    if after.status != before.status {
        follow(uow, &after).await?;
        uow.touch(Topic::Figures).await?;
    }
    let change = json!({ "from": before.status, "particulars": particulars });
    record(uow, scope, after, values, event, change).await
}

/// The report's version guards the obligation too, but not against one that was waived or ended with its unit since it
/// was read: whoever did that looked at the obligation alone.
async fn follow(uow: &Uow, report: &report::Model) -> Result<()> {
    use obligation::{Column, Entity, ObligationStatus};
    let over = [ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation];
    let followed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(rules::followed(report.status)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(uow.now))
        .filter(Column::Id.eq(report.obligation_id))
        .filter(Column::Status.is_not_in(over))
        .exec(&uow.tx)
        .await?;
    if followed.rows_affected == 1 { Ok(()) } else { Err(Error::new(Code::VersionMismatch)) }
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    report: report::Model,
    values: Vec<report_value::Model>,
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<ReportView>> {
    let view = view::with_values(&uow.tx, scope, report, values).await?;
    let kept = ReportView { actions: vec![], ..view.clone() };
    let data = json!({ "change": particulars, "after": kept });
    let (subject_id, unit_id) = (view.summary.id, Some(view.summary.unit_id));
    uow.record(Change { event, subject_type: "report", subject_id, unit_id, data: &data }, view).await
}
