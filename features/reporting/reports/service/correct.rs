//! Correcting what was accepted: the head says why, and the unit writes, signs and sends it again. Until that is accepted
//! too, the report is for everybody else what was accepted.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        policy::Permission,
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        versions,
    },
};
use entity::CheckAnswers;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{finish, values};
use crate::reports::{
    attachments,
    dto::{ReportView, SubmittedReport},
    events::ReportEvent,
    repo::{self, Text},
    rules::ReportAction,
    sent,
};

pub async fn correct(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ReportView>> {
    let (report, step, _) = uow.begin(scope, id, if_match, ReportAction::Correct).await?;
    let text = repo::text(&uow.tx, scope, &report).await?;
    values::begin_again(uow, &text.values).await?;
    attachments::begin_again(uow, &report, text.version_id).await?;
    let corrects = report.version_no;
    let mut next = report.clone().into_active_model();
    let writes = report.preparer_unit_id.unwrap_or(report.unit_id);
    let corrector = scope.acting_for(Permission::ReportsSign, writes);
    if corrector != writes {
        next.preparer_unit_id = Set(Some(corrector));
    }
    next.status = Set(step.to);
    next.corrects = Set(Some(corrects));
    next.correction_reason = Set(Some(input.reason.to_string()));
    next.answers = Set(CheckAnswers::default());
    finish(uow, scope, (&report, next), Text::written(text.values), ReportEvent::CorrectionBegun { corrects }).await
}

/// What was accepted stays, in its own words.
pub async fn drop_correction(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<ReportView>> {
    let (report, step, _) = uow.begin(scope, id, if_match, ReportAction::DropCorrection).await?;
    let lost = || Error::internal(anyhow::anyhow!("a correction of what is not there"));
    let corrects = report.corrects.ok_or_else(lost)?;
    let accepted = versions::numbered(&uow.tx, id, corrects).await?.ok_or_else(lost)?;
    values::drop_draft(uow, id).await?;
    attachments::drop_draft(uow, id).await?;
    let mut restored = report.clone();
    sent::take_words(&mut restored, versions::read::<SubmittedReport>(&accepted)?);
    restored.status = step.to;
    restored.shown_status = step.to;
    restored.shown_version_no = Some(corrects);
    restored.content_digest = Some(accepted.digest.clone());
    restored.submitted_at = Some(accepted.sent_at);
    restored.corrects = None;
    restored.correction_reason = None;
    restored.return_reason_code = None;
    restored.return_reason = None;
    // Whoever writes on it next begins a new text.
    restored.authors = report.authors.signed();
    // All its columns are written.
    restored.updated_at = uow.now;
    let text = repo::text(&uow.tx, scope, &restored).await?;
    let next = restored.into_active_model().reset_all();
    finish(uow, scope, (&report, next), text, ReportEvent::CorrectionDropped { corrects }).await
}
