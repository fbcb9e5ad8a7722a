//! What the superior does with a report: it accepts it, or returns it with a reason.
use entity::{paper_version::Standing, plan, report, report_value::ValueQuality};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{begin, finish, values};
use crate::{
    features::{
        planning::plans::{self, rules::IN_FORCE},
        reporting::reports::{dto::ReportView, events::ReportEvent, repo, rules::ReportAction},
    },
    http::etag::IfMatch,
    kernel::{error::Result, reason::Reason, scope::Scope},
    store::{
        db::{Recorded, Uow},
        versions,
    },
};

pub async fn return_(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ReportView>> {
    let (report, step, _) = begin(uow, scope, id, if_match, ReportAction::Return).await?;
    let reason = &*input.reason;
    let values = repo::values(&uow.tx, scope, &report).await?;
    values::settle(uow, id, ValueQuality::Returned).await?;
    values::begin_again(uow, &values).await?;
    versions::settle(uow, id, Standing::Returned, Some(reason), report.version + 1).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.return_reason = Set(Some(reason.to_owned()));
    finish(uow, scope, (&report, next), values, ReportEvent::Returned { version_no: report.version_no }).await
}

pub async fn accept(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<ReportView>> {
    let (report, step, _) = begin(uow, scope, id, if_match, ReportAction::Accept).await?;
    values::settle(uow, id, ValueQuality::Accepted).await?;
    versions::settle(uow, id, Standing::Accepted, None, report.version + 1).await?;
    keep_reached(uow, &report).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.accepted_at = Set(Some(uow.now));
    let values = repo::values(&uow.tx, scope, &report).await?;
    finish(uow, scope, (&report, next), values, ReportEvent::Accepted { version_no: report.version_no }).await
}

/// The plan that the report answers and, if it was amended since the report was begun, the one in force.
async fn keep_reached(uow: &Uow, report: &report::Model) -> Result<()> {
    let versions = plans::repo::of_unit(&uow.tx, report.movement_id, report.unit_id).await?;
    let shown = |plan: &&plan::Model| plan.id == report.plan_id || IN_FORCE.contains(&plan.status);
    for plan in versions.iter().filter(shown) {
        plans::service::keep_reached(uow, plan).await?;
    }
    Ok(())
}
