//! Signing and submitting: the head signs, the unit submits, the clock says whether it is late.
use base::{
    http::{auth::Authenticator, etag::IfMatch},
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Result},
        scope::{Addressee, Scope},
    },
    store::{
        db::{Recorded, Uow},
        document,
        reminders::{self, Urged},
        versions::{self, Sent},
    },
};
use entity::{
    paper_version,
    reminder::ReminderResolution,
    report,
    report_value::{self, ValueQuality},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{finish, values};
use crate::{
    receipts::{
        self,
        service::{Punctuality, Submission},
    },
    reports::{
        attachments, checks,
        dto::{ReportView, SignReport, SubmittedFile},
        events::ReportEvent,
        repo::{self, Text},
        rules::{Due, ReportAction, ReportFacts},
        sent,
    },
};

pub async fn sign(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignReport,
) -> Result<Recorded<ReportView>> {
    let (report, step, facts) = uow.begin(scope, id, if_match, ReportAction::Sign).await?;
    let values = repo::draft_values(&uow.tx, id).await?;
    let organisation = uow.organisation().clone();
    let signing = report.preparer_unit_id.unwrap_or(report.unit_id);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, organisation.unit(signing).map(|unit| unit.valid_from)),
        (Event::PeriodBegan, Some(report.data_from)),
        // The draft bears the document of what was sent before, until it is signed anew.
        (Event::VersionIssued, report.document_issued_on),
    ];
    chronology::check(Paper::Report, *input.document.issued_on, &happened)?;
    let signature = document::take(uow, signing, &input.document, ("report", id)).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.unit_name = Set(organisation.name(report.unit_id, *input.document.issued_on).to_owned());
    let last = versions::last(&uow.tx, id).await?;
    let version_no = last.map_or(1, |last| last.version_no + 1);
    next.version_no = Set(version_no);
    next.document_number = Set(Some(input.document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*input.document.issued_on));
    next.signature = Set(Some(signature));
    let checks = facts.map(|facts| facts.checks).unwrap_or_default();
    next.signed_checks = Set(Some(serde_json::to_value(checks).map_err(Error::internal)?));
    next.authors = Set(report.authors.signed());
    let document_number = input.document.number.as_str().to_owned();
    let event = ReportEvent::Signed { version_no, document_number, document_issued_on: *input.document.issued_on };
    finish(uow, scope, (&report, next), Text::written(values), event).await
}

pub async fn submit(
    uow: &Uow,
    scope: &Scope,
    auth: &Authenticator,
    id: Uuid,
    if_match: IfMatch,
) -> Result<Recorded<ReportView>> {
    let (report, step, facts) = uow.begin(scope, id, if_match, ReportAction::Submit).await?;
    let facts = facts.unwrap_or_default();
    let (to, due) = facts.next.zip(facts.due).ok_or_else(|| Error::new(Code::NoAddressee))?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.receiver_unit_id = Set(to.unit_id);
    next.receiver_function = Set(to.function);
    next.submitted_at = Set(Some(uow.now));
    next.return_reason_code = Set(None);
    next.return_reason = Set(None);
    let punctuality = punctuality(uow, &report, due);
    next.due_on = Set(punctuality.due_on);
    next.first_submitted_at = Set(Some(punctuality.first_submitted_at));
    next.late_from = Set(Some(punctuality.late_from));
    next.late = Set(punctuality.late);
    next.plan_sent = Set(facts.plan_sent);
    let (version, values, files) = send(uow, scope, &report, to, &facts).await?;
    if facts.is_urged {
        reminders::resolve(uow, Urged::report(&[report.obligation_id]), ReminderResolution::Arrived).await?;
    }
    next.signed_checks = Set(None);
    next.shown_status = Set(step.to);
    next.shown_version_no = Set(Some(version.version_no));
    next.content_digest = Set(Some(version.digest.clone()));
    let (period_code, unit_id) = (&report.period_code, report.unit_id);
    let movement_code = facts.movement_code.unwrap_or_default();
    let about = Submission { movement_code, unit_id, period_code, punctuality };
    receipts::service::give(uow, auth, &version, about).await?;
    let text = Text { version_id: Some(version.id), values, files: Some(files) };
    let (version_no, content_digest) = (version.version_no, version.digest);
    let event = ReportEvent::Submitted { version_no, content_digest, to_unit_id: to.unit_id };
    finish(uow, scope, (&report, next), text, event).await
}

/// What was being written becomes a version: its words, its values and its files, which are named.
async fn send(
    uow: &Uow,
    scope: &Scope,
    report: &report::Model,
    to: Addressee,
    facts: &ReportFacts,
) -> Result<(paper_version::Model, Vec<report_value::Model>, Vec<Uuid>)> {
    let quality = if report.corrects.is_some() { ValueQuality::Pending } else { ValueQuality::Submitted };
    let values = values::send(uow, report.id, report.version_no, quality).await?;
    let attached = if report.had_files { attachments::of(&uow.tx, report.id, None).await? } else { vec![] };
    let parts = sent::Parts {
        plan_sent: facts.plan_sent,
        values: values.clone(),
        attachments: attached.iter().map(SubmittedFile::from).collect(),
        checks: checks::signed(report)?,
    };
    let version = Sent {
        paper_id: report.id,
        version_no: report.version_no,
        content: &sent::content(report, &parts),
        unit_id: report.preparer_unit_id.unwrap_or(report.unit_id),
        to,
    };
    let version = versions::keep(uow, scope, version).await?;
    if !attached.is_empty() {
        attachments::send(uow, report.id, version.id).await?;
    }
    let files = attached.iter().map(|(row, _)| row.file_id).collect();
    Ok((version, values, files))
}

/// A later version does not change it; a document that has excused the first one since does.
fn punctuality(uow: &Uow, report: &report::Model, due: Due) -> Punctuality {
    let closes = |day| uow.calendar.closes(day, due.closes_minute);
    let Some(first_submitted_at) = report.first_submitted_at else {
        let late_from = closes(due.late_after);
        return Punctuality { first_submitted_at: uow.now, due_on: due.on, late_from, late: uow.now >= late_from };
    };
    let kept = report.late_from.filter(|from| report.late == (first_submitted_at >= *from));
    let late_from = kept.unwrap_or_else(|| closes(report.due_on));
    Punctuality { first_submitted_at, due_on: report.due_on, late_from, late: report.late }
}
