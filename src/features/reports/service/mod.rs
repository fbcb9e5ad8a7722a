//! What is done with obligations and reports, a use case a file.
mod draft;
mod receive;
mod relief;
mod sign;
mod values;

use entity::{report, report_value, snapshot_version::Topic};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

pub use draft::{create, update};
pub use receive::{accept, return_};
pub use relief::{extend, waive};
pub use sign::{sign, submit};

use super::{
    dto::ReportView,
    repo,
    rules::{self, ReportAction, ReportStep, STEPS},
    view,
};
use crate::core::{
    db::{Recorded, Uow},
    error::Result,
    http::etag::IfMatch,
    journal::Change,
    scope::Scope,
    transition,
};

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: ReportAction,
) -> Result<(report::Model, &'static ReportStep)> {
    let report = repo::report(&uow.tx, scope, id).await?;
    let step = transition::begin(STEPS, action, &view::current(&report), scope, if_match)?;
    Ok((report, step))
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

async fn follow(uow: &Uow, report: &report::Model) -> Result<()> {
    let obligation = repo::obligation_of(&uow.tx, report).await?;
    let (id, version) = (obligation.id, obligation.version);
    let mut next = obligation.into_active_model();
    next.status = Set(rules::followed(report.status));
    next.version = Set(version + 1);
    next.updated_at = Set(uow.now);
    uow.save(next, id, version).await.map(drop)
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    report: report::Model,
    values: Vec<report_value::Model>,
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<ReportView>> {
    let view = view::with_values(scope, report, values);
    let kept = ReportView { actions: vec![], ..view.clone() };
    let data = json!({ "change": particulars, "after": kept });
    let (subject_id, unit_id) = (view.summary.id, Some(view.summary.unit_id));
    uow.record(Change { event, subject_type: "report", subject_id, unit_id, data: &data }, view).await
}
