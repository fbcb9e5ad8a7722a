//! The steps of an inspection but for its conclusion. Each that begins or ends what its team may read tells all instances.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::Result,
        policy::Permission,
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document::{self, DocumentInput},
    },
};
use entity::{inspection, snapshot_version::Topic};
use planning::movements;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::{
    inspections::{
        dto::{InspectionView, SignInspection},
        events::InspectionEvent,
        rules::InspectionAction,
    },
    recommendations,
};

pub async fn announce(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignInspection,
) -> Result<Recorded<InspectionView>> {
    let (paper, step, _) = uow.begin(scope, id, if_match, InspectionAction::Announce).await?;
    let (before, document) = (paper.inspection, &input.document);
    let inspecting = scope.acting_for(Permission::InspectionsSign, before.unit_id);
    in_time(uow, &before, inspecting, document).await?;
    uow.touch(Topic::Access)?;
    let signature = document::take(uow, inspecting, document, ("inspection", id)).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.unit_id = Set(inspecting);
    next.unit_name = Set(uow.organisation().name(inspecting, *document.issued_on).to_owned());
    next.document_number = Set(Some(document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*document.issued_on));
    next.signature = Set(Some(signature));
    next.announced_at = Set(Some(uow.now));
    next.authors = Set(before.authors.signed());
    let (document_number, issued_on) = (document.number.as_str().to_owned(), *document.issued_on);
    finish(uow, scope, (before, next), InspectionEvent::Announced { document_number, issued_on }).await
}

async fn in_time(uow: &Uow, m: &inspection::Model, inspecting: Uuid, document: &DocumentInput) -> Result<()> {
    let movement = movements::repo::any(&uow.tx, m.movement_id).await?;
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(inspecting).map(|unit| unit.valid_from)),
        (Event::MovementLaunched, movement.and_then(|movement| movement.document_issued_on)),
    ];
    chronology::check(Paper::Inspection, *document.issued_on, &happened)
}

pub async fn begin(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<InspectionView>> {
    let (paper, step, _) = uow.begin(scope, id, if_match, InspectionAction::Begin).await?;
    let mut next = paper.inspection.clone().into_active_model();
    next.status = Set(step.to);
    finish(uow, scope, (paper.inspection, next), InspectionEvent::Begun).await
}

pub async fn follow_up(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<InspectionView>> {
    let (paper, step, _) = uow.begin(scope, id, if_match, InspectionAction::FollowUp).await?;
    let mut next = paper.inspection.clone().into_active_model();
    next.status = Set(step.to);
    finish(uow, scope, (paper.inspection, next), InspectionEvent::FollowedUp).await
}

pub async fn close(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<InspectionView>> {
    let (paper, step, _) = uow.begin(scope, id, if_match, InspectionAction::Close).await?;
    uow.touch(Topic::Access)?;
    let mut next = paper.inspection.clone().into_active_model();
    next.status = Set(step.to);
    finish(uow, scope, (paper.inspection, next), InspectionEvent::Closed).await
}

pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<InspectionView>> {
    let (paper, step, _) = uow.begin(scope, id, if_match, InspectionAction::Cancel).await?;
    uow.touch(Topic::Access)?;
    recommendations::service::end(uow, id, &input.reason).await?;
    let mut next = paper.inspection.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (paper.inspection, next), InspectionEvent::Cancelled).await
}
