//! What the nominating unit does once the dossier is drafted: review, submit, withdraw.
use entity::{function_assignment::Function, nomination::NominationStatus};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish, moved, still_exists};
use crate::{
    features::{
        awards::nominations::{
            dto::{NominationView, Review},
            rules::NominationAction,
        },
        planning::movements::Lines,
    },
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        reason::Reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};

pub async fn review(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Review,
) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Review).await?;
    if input.minutes_on > uow.today() {
        return Err(Error::field("/minutes_on", Fault::InTheFuture));
    }
    let mut next = moved(&nomination, step);
    next.minutes_number = Set(Some(input.minutes_number.as_str().to_owned()));
    next.minutes_on = Set(Some(*input.minutes_on));
    finish(uow, scope, (&nomination, next), "nomination.reviewed", json!({})).await
}

pub async fn submit(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Submit).await?;
    still_exists(uow, nomination.subject_type, nomination.subject_unit_id)?;
    let lines = Lines::of(&uow.tx, nomination.movement_id).await?;
    let to = lines.addressee(uow.organisation(), nomination.nominating_unit_id, uow.today())?;
    let mut next = moved(&nomination, step);
    next.holder_unit_id = Set(Some(to.unit_id));
    next.holder_function = Set(to.function);
    next.submitted_at = Set(Some(uow.now));
    next.return_reason = Set(None);
    if nomination.status == NominationStatus::Returned {
        next.version_no = Set(nomination.version_no + 1);
    }
    if to.function == Some(Function::EmulationStandingBody) {
        next.reached_ministry_at = Set(nomination.reached_ministry_at.or(Some(uow.now)));
    }
    finish(uow, scope, (&nomination, next), "nomination.submitted", json!({ "holder_unit_id": to.unit_id })).await
}

pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Withdraw).await?;
    let reason = input.given()?;
    let next = moved(&nomination, step);
    finish(uow, scope, (&nomination, next), "nomination.withdrawn", json!({ "reason": reason })).await
}
