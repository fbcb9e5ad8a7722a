//! What the superior does with a report: it accepts it, or returns it with a reason.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        versions,
    },
};
use entity::{paper_version::Standing, report_value::ValueQuality};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{finish, values};
use crate::reports::{
    attachments, catalogue,
    dto::{AcceptReport, ReportView, ReturnReport, SubmittedReport},
    events::ReportEvent,
    repo::{self, Text},
    rules::ReportAction,
};

pub async fn return_(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ReturnReport,
) -> Result<Recorded<ReportView>> {
    let (report, step, _) = uow.begin(scope, id, if_match, ReportAction::Return).await?;
    let (code, reason) = (&*input.reason_code, &*input.reason);
    if catalogue::return_reasons().iter().all(|row| row.code != code) {
        return Err(Error::field("/reason_code", Fault::NotFound));
    }
    let text = repo::text(&uow.tx, scope, &report).await?;
    let why = Some((Some(code), reason));
    let version = versions::settle(uow, id, Standing::Returned, why, report.version + 1).await?;
    values::settle(uow, &version, ValueQuality::Returned).await?;
    values::begin_again(uow, &text.values).await?;
    attachments::begin_again(uow, &report, text.version_id).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.shown_status = Set(step.to);
    next.return_reason_code = Set(Some(code.to_owned()));
    next.return_reason = Set(Some(reason.to_owned()));
    let event = ReportEvent::Returned { version_no: report.version_no, reason_code: code.to_owned() };
    finish(uow, scope, (&report, next), text, event).await
}

/// Of the version that was read, and no other. What a correction corrects counts no longer.
pub async fn accept(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AcceptReport,
) -> Result<Recorded<ReportView>> {
    let (report, step, _) = uow.begin(scope, id, if_match, ReportAction::Accept).await?;
    let digest = report.content_digest.clone().unwrap_or_default();
    if digest != *input.content_digest {
        return Err(Error::with(Code::DigestMismatch, digest));
    }
    if report.corrects.is_some() {
        let corrected = versions::supersede(uow, id).await?;
        values::settle(uow, &corrected, ValueQuality::Superseded).await?;
    }
    let version = versions::settle(uow, id, Standing::Accepted, None, report.version + 1).await?;
    let values = values::settle(uow, &version, ValueQuality::Accepted).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.shown_status = Set(step.to);
    next.accepted_at = Set(Some(uow.now));
    next.corrects = Set(None);
    next.correction_reason = Set(None);
    let files = versions::read::<SubmittedReport>(&version)?.attachments.iter().map(|file| file.file_id).collect();
    let text = Text { version_id: Some(version.id), values, files: Some(files) };
    finish(uow, scope, (&report, next), text, ReportEvent::Accepted { version_no: report.version_no }).await
}
