//! Signing and submitting: the head signs, the unit submits, the clock says whether it is late.
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{begin, finish, values};
use crate::{
    features::{
        planning::plans,
        reporting::reports::{
            dto::{ReportView, SignReport},
            events::ReportEvent,
            repo,
            rules::ReportAction,
            sent,
        },
    },
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        clock::end_of,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
        versions::{self, Sent},
    },
};

pub async fn sign(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignReport,
) -> Result<Recorded<ReportView>> {
    let (report, step, _) = begin(uow, scope, id, if_match, ReportAction::Sign).await?;
    let values = repo::draft_values(&uow.tx, id).await?;
    let organisation = uow.organisation().clone();
    let signing = report.preparer_unit_id.unwrap_or(report.unit_id);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, organisation.unit(signing).map(|unit| unit.valid_from)),
        (Event::PeriodBegan, Some(report.data_from)),
    ];
    chronology::check(Paper::Report, *input.document.issued_on, &happened)?;
    document::take(uow, signing, &input.document, ("report", id)).await?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.unit_name = Set(organisation.name(report.unit_id, *input.document.issued_on).to_owned());
    let version_no = report.version_no + i32::from(report.document_number.is_some());
    next.version_no = Set(version_no);
    next.document_number = Set(Some(input.document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*input.document.issued_on));
    next.signer_name = Set(Some(input.document.signer_name.to_string()));
    next.signer_title = Set(Some(input.document.signer_title.to_string()));
    next.authors = Set(report.authors.signed());
    let document_number = input.document.number.as_str().to_owned();
    let event = ReportEvent::Signed { version_no, document_number, document_issued_on: *input.document.issued_on };
    finish(uow, scope, (&report, next), values, event).await
}

pub async fn submit(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<ReportView>> {
    let (report, step, facts) = begin(uow, scope, id, if_match, ReportAction::Submit).await?;
    let to = facts.next.ok_or_else(|| Error::new(Code::NoAddressee))?;
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.receiver_unit_id = Set(to.unit_id);
    next.receiver_function = Set(to.function);
    next.submitted_at = Set(Some(uow.now));
    next.return_reason = Set(None);
    if report.first_submitted_at.is_none() {
        let obligation = repo::obligation_of(&uow.tx, &report).await?;
        let due_on = obligation.extended_to.unwrap_or(obligation.due_on);
        next.due_on = Set(due_on);
        next.first_submitted_at = Set(Some(uow.now));
        next.late = Set(uow.now >= end_of(due_on));
    }
    let values = repo::draft_values(&uow.tx, id).await?;
    let plan_sent = plans::repo::was_sent(&uow.tx, report.plan_id).await?;
    next.plan_sent = Set(plan_sent);
    let version = Sent {
        paper_id: id,
        version_no: report.version_no,
        content: &sent::content(&report, plan_sent, &values),
        unit_id: report.preparer_unit_id.unwrap_or(report.unit_id),
        to,
    };
    let version = versions::keep(uow, scope, version).await?;
    values::send(uow, id, version.id).await?;
    let (version_no, content_digest) = (version.version_no, version.digest);
    let event = ReportEvent::Submitted { version_no, content_digest, to_unit_id: to.unit_id };
    finish(uow, scope, (&report, next), values, event).await
}
