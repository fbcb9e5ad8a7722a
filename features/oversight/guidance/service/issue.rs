//! What the head does: to issue guidance, which fixes its addressees, and to withdraw it.
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
        db::{Recorded, Uow, bulk},
        document::{self, DocumentInput},
    },
};
use entity::{guidance, guidance_addressee};
use planning::movements;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::guidance::{
    dto::{GuidanceView, IssueGuidance},
    events::GuidanceEvent,
    paper::{GuidancePaper, sender},
    repo,
    rules::{GuidanceAction, meant_for},
};

pub async fn issue(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &IssueGuidance,
) -> Result<Recorded<GuidanceView>> {
    let (GuidancePaper { guidance: before, .. }, step, _) =
        uow.begin(scope, id, if_match, GuidanceAction::Issue).await?;
    let (document, sender) = (&input.document, sender(scope, Permission::GuidanceIssue, &before));
    in_time(uow, &before, sender, document).await?;
    let signature = document::take(uow, sender, document, ("guidance", id)).await?;
    let addressees = meant_for(uow.organisation(), sender, &before.audience, uow.today());
    deliver(uow, id, &addressees).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.unit_id = Set(sender);
    next.unit_name = Set(uow.organisation().name(sender, *document.issued_on).to_owned());
    next.document_number = Set(Some(document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*document.issued_on));
    next.signature = Set(Some(signature));
    next.issued_at = Set(Some(uow.now));
    next.authors = Set(before.authors.signed());
    let event = GuidanceEvent::Issued {
        document_number: document.number.as_str().to_owned(),
        issued_on: *document.issued_on,
        addressees: addressees.len(),
        amends_id: before.amends_id,
        amendment: before.amendment,
    };
    finish(uow, scope, (before, next), event).await
}

async fn in_time(uow: &Uow, m: &guidance::Model, sender: Uuid, document: &DocumentInput) -> Result<()> {
    let movement = movements::repo::any(&uow.tx, m.movement_id).await?;
    let amended = match m.amends_id {
        Some(id) => repo::any(&uow.tx, id).await?,
        None => None,
    };
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(sender).map(|unit| unit.valid_from)),
        (Event::MovementLaunched, movement.and_then(|movement| movement.document_issued_on)),
        (Event::VersionIssued, amended.and_then(|amended| amended.document_issued_on)),
    ];
    chronology::check(Paper::Guidance, *document.issued_on, &happened)
}

async fn deliver(uow: &Uow, id: Uuid, units: &[Uuid]) -> Result<()> {
    let row = |unit: &Uuid| guidance_addressee::ActiveModel {
        id: Set(Uuid::now_v7()),
        guidance_id: Set(id),
        unit_id: Set(*unit),
        unit_name: Set(uow.organisation().name(*unit, uow.today()).to_owned()),
        delivered_at: Set(uow.now),
        read_at: Set(None),
        read_by: Set(None),
    };
    bulk::insert(&uow.tx, units.iter().map(row).collect()).await
}

pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<GuidanceView>> {
    let (GuidancePaper { guidance: before, .. }, step, _) =
        uow.begin(scope, id, if_match, GuidanceAction::Withdraw).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (before, next), GuidanceEvent::Withdrawn).await
}
