//! Signing and submitting: the head signs, the unit submits, the clock says whether it is late.
use entity::{
    report,
    report_value::{self, ValueQuality},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish, values};
use crate::{
    features::{
        planning::movements::{self, Lines},
        reporting::reports::{
            dto::{ReportView, SignReport},
            repo,
            rules::ReportAction,
        },
    },
    http::etag::IfMatch,
    kernel::{
        clock::end_of,
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
    },
};

pub async fn sign(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignReport,
) -> Result<Recorded<ReportView>> {
    let (report, step) = begin(uow, scope, id, if_match, ReportAction::Sign).await?;
    let values = repo::values(&uow.tx, id).await?;
    complete(uow, &report, &values).await?;
    document::take(uow, report.preparer_unit_id.unwrap_or(report.unit_id), &input.document, ("report", id)).await?;
    let organisation = uow.organisation().clone();
    let mut next = report.clone().into_active_model();
    next.status = Set(step.to);
    next.unit_name = Set(organisation.name(report.unit_id, *input.document.issued_on).to_owned());
    next.version_no = Set(report.version_no + i32::from(report.document_number.is_some()));
    next.document_number = Set(Some(input.document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*input.document.issued_on));
    next.signer_name = Set(Some(input.document.signer_name.to_string()));
    next.signer_title = Set(Some(input.document.signer_title.to_string()));
    let number = json!({ "document_number": input.document.number.as_str() });
    finish(uow, scope, (&report, next), values, "report.signed", number).await
}

/// A value, or a note, for every target; and in the final report the sections that a final review must state.
async fn complete(uow: &Uow, report: &report::Model, values: &[report_value::Model]) -> Result<()> {
    let mut missing = vec![];
    for (at, (target, _)) in values::asked(uow, report.plan_id).await?.iter().enumerate() {
        if values.iter().all(|value| value.target_id != target.id) {
            missing.push(format!("/values/{at}"));
        }
    }
    let last = movements::repo::last_period(&uow.tx, report.movement_id).await?;
    if last.is_some_and(|last| last.id == report.period_id) {
        let sections = [
            ("results", &report.results),
            ("limitations", &report.limitations),
            ("causes", &report.causes),
            ("lessons", &report.lessons),
        ];
        missing
            .extend(sections.iter().filter(|(_, text)| text.is_none()).map(|(name, _)| format!("/narrative/{name}")));
    }
    if missing.is_empty() {
        return Ok(());
    }
    let required = |pointer| FieldError { pointer, fault: Fault::Required };
    Err(Error::fields(Code::IncompleteContent, missing.into_iter().map(required).collect()))
}

pub async fn submit(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<ReportView>> {
    let (report, step) = begin(uow, scope, id, if_match, ReportAction::Submit).await?;
    let lines = Lines::of(&uow.tx, report.movement_id).await?;
    let to = lines.addressee(uow.organisation(), report.preparer_unit_id.unwrap_or(report.unit_id), uow.today())?;
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
    values::set_quality(uow, id, ValueQuality::Submitted).await?;
    let values = repo::values(&uow.tx, id).await?;
    finish(uow, scope, (&report, next), values, "report.submitted", json!({ "receiver_unit_id": to.unit_id })).await
}
