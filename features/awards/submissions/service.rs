//! Sending dossiers up together.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        clock::day_of,
        error::{About, Error, Fault, Result},
        scope::{Addressee, Scope},
    },
    store::{
        db::{Recorded, Uow, bulk},
        document,
    },
};
use entity::{
    nomination::{self, NominationStatus},
    submission, submission_item,
};
use planning::movements;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{
    dto::{CreateSubmission, SubmissionView},
    events::SubmissionEvent,
    view,
};
use crate::{
    nominations::{
        self,
        dto::Forward,
        paper::holder,
        service::{holder as at_holder, unit as at_unit},
    },
    quotas,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateSubmission) -> Result<Recorded<SubmissionView>> {
    let organisation = uow.organisation().clone();
    let unit = organisation.unit(input.unit_id).ok_or_else(|| Error::field("/unit_id", Fault::NotFound))?;
    scope.require_at(unit.id)?;
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    movement.map_err(|e| e.named_at("/movement_id"))?;
    let happened = [(Event::Today, Some(uow.today())), (Event::UnitBegan, Some(unit.valid_from))];
    chronology::check(Paper::Submission, *input.document.issued_on, &happened)?;
    let id = Uuid::now_v7();
    let signature = document::take(uow, unit.id, &input.document, ("submission", id)).await?;
    for (at, nomination_id) in input.nomination_ids.iter().enumerate() {
        if input.nomination_ids.iter().take(at).any(|other| other == nomination_id) {
            return Err(Error::field(pointer(at), Fault::Duplicate));
        }
        go_up(uow, scope, input, (at, *nomination_id)).await?;
    }
    let went = dossiers(uow, input).await?;
    let to = one_addressee(&went)?;
    quotas::going_up(uow, scope, unit.id, &went, pointer).await?;
    let model = submission::ActiveModel {
        id: Set(id),
        movement_id: Set(input.movement_id),
        stage: Set(input.stage),
        unit_id: Set(unit.id),
        unit_name: Set(unit.name_on(uow.today()).to_owned()),
        document_number: Set(input.document.number.as_str().to_owned()),
        document_issued_on: Set(*input.document.issued_on),
        signature: Set(signature),
        to_unit_id: Set(to.unit_id),
        to_function: Set(to.function),
        sent_by: Set(scope.user_id),
        sent_at: Set(uow.now),
        version: Set(1),
    };
    let made = submission::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    bulk::insert(&uow.tx, went.iter().zip(1..).map(|(m, rank)| item(id, m, rank)).collect()).await?;
    let event = SubmissionEvent::Sent {
        movement_id: made.movement_id,
        stage: made.stage,
        document_number: made.document_number.clone(),
        nominations: went.len(),
    };
    let change = event.of(&made);
    let view = view::views(&uow.tx, scope, vec![made]).await?.pop();
    uow.record(change, view.ok_or_else(|| Error::internal(anyhow::anyhow!("a submission that is gone")))?).await
}

fn pointer(at: usize) -> String {
    format!("/nomination_ids/{at}")
}

/// The step that a dossier would take alone: what stands against it stands against the submission.
async fn go_up(uow: &Uow, scope: &Scope, input: &CreateSubmission, (at, id): (usize, Uuid)) -> Result<()> {
    let found = nominations::repo::get(&uow.tx, scope, id).await.map_err(|e| e.named_at(pointer(at)))?;
    let of_review = (found.movement_id, found.stage) == (input.movement_id, input.stage);
    let own = found.nominating_unit_id == input.unit_id;
    let held = holder(&found).is_some_and(|holder| holder.unit_id == input.unit_id);
    // As it was before it went: going up, it waits to be received anew.
    let happened = [(Event::Received, found.received_at.map(day_of)), (Event::CouncilMet, found.minutes_on)];
    let went = match found.status {
        NominationStatus::UnitReviewed | NominationStatus::Returned if of_review && own => {
            Box::pin(at_unit::go_up(uow, scope, id, IfMatch::Any)).await
        }
        NominationStatus::Appraised if of_review && held => {
            let forward = Forward { document_number: input.document.number.clone() };
            Box::pin(at_holder::go_up(uow, scope, id, IfMatch::Any, &forward)).await
        }
        _ => return Err(Error::field(pointer(at), Fault::NotAllowed)),
    };
    let went = went.and_then(|_| chronology::check(Paper::Submission, *input.document.issued_on, &happened));
    went.map_err(|e| e.about(About::Nomination(id)))
}

/// As they are now, in the order of the unit.
async fn dossiers(uow: &Uow, input: &CreateSubmission) -> Result<Vec<nomination::Model>> {
    let mut found: HashMap<Uuid, nomination::Model> =
        nominations::repo::by_ids(&uow.tx, &input.nomination_ids).await?.into_iter().map(|m| (m.id, m)).collect();
    Ok(input.nomination_ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// One document is sent to one unit.
fn one_addressee(went: &[nomination::Model]) -> Result<Addressee> {
    let first = went.first().and_then(holder);
    let first = first.ok_or_else(|| Error::internal(anyhow::anyhow!("a dossier that went to nobody")))?;
    match went.iter().position(|m| holder(m) != Some(first)) {
        Some(at) => Err(Error::field(pointer(at), Fault::NotAllowed)),
        None => Ok(first),
    }
}

fn item(submission_id: Uuid, m: &nomination::Model, rank: i32) -> submission_item::ActiveModel {
    submission_item::ActiveModel {
        id: Set(Uuid::now_v7()),
        submission_id: Set(submission_id),
        nomination_id: Set(m.id),
        rank: Set(rank),
        version_no: Set(m.version_no),
    }
}
