//! The conclusion and its recommendations: drafted by an officer, signed by the head.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
    },
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::{
    inspections::{
        dto::{DraftConclusion, InspectionView, SignInspection},
        events::InspectionEvent,
        rules::InspectionAction,
    },
    recommendations,
};

pub async fn draft_conclusion(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &DraftConclusion,
) -> Result<Recorded<InspectionView>> {
    let (paper, ..) = uow.begin(scope, id, if_match, InspectionAction::DraftConclusion).await?;
    let mut faults = vec![];
    for (at, one) in input.recommendations.iter().enumerate() {
        let mut refuse = |name: &str, fault| {
            faults.push(FieldError { pointer: format!("/recommendations/{at}/{name}"), fault });
        };
        if !paper.units.contains(&one.owner_unit_id) {
            refuse("owner_unit_id", Fault::NotFound);
        }
        if *one.due_on < uow.today() {
            refuse("due_on", Fault::OutOfRange);
        }
    }
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    let before = paper.inspection;
    recommendations::service::draft(uow, &before, &input.recommendations).await?;
    let mut next = before.clone().into_active_model();
    next.conclusion = Set(Some(input.text.to_string()));
    next.authors = Set(before.authors.with(scope.user_id));
    let event = InspectionEvent::ConclusionDrafted { recommendations: input.recommendations.len() };
    finish(uow, scope, (before, next), event).await
}

pub async fn conclude(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignInspection,
) -> Result<Recorded<InspectionView>> {
    let (paper, step, _) = uow.begin(scope, id, if_match, InspectionAction::Conclude).await?;
    let (before, document) = (paper.inspection, &input.document);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::InspectionAnnounced, before.document_issued_on),
        (Event::InspectionBegan, Some(before.starts_on)),
    ];
    chronology::check(Paper::Conclusion, *document.issued_on, &happened)?;
    let inspecting = scope.acting_for(Permission::InspectionsSign, before.unit_id);
    let signature = document::take(uow, inspecting, document, ("inspection_conclusion", id)).await?;
    recommendations::service::make(uow, id).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.conclusion_number = Set(Some(document.number.as_str().to_owned()));
    next.conclusion_issued_on = Set(Some(*document.issued_on));
    next.conclusion_signature = Set(Some(signature));
    next.concluded_at = Set(Some(uow.now));
    next.authors = Set(before.authors.signed());
    let (document_number, issued_on) = (document.number.as_str().to_owned(), *document.issued_on);
    finish(uow, scope, (before, next), InspectionEvent::Concluded { document_number, issued_on }).await
}
