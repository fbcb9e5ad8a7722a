//! What the unit that has the dossier does: receive, return, appraise, forward, propose.
use entity::{award_form, function_assignment::Function, nomination};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish, moved};
use crate::{
    features::{
        awards::nominations::{
            dto::{Appraise, Forward, NominationView},
            rules::{self, NominationAction},
        },
        planning::movements::{self, Lines},
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        reason::Reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};

/// The law in force on this day goes with the dossier from its first receipt on.
pub async fn receive(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Receive).await?;
    let regime = movements::repo::regime_on(&uow.tx, uow.today()).await?;
    let mut next = moved(&nomination, step);
    next.received_at = Set(Some(uow.now));
    if nomination.regime_code.is_none() {
        next.regime_code = Set(regime.map(|regime| regime.code));
    }
    finish(uow, scope, (&nomination, next), "nomination.received", json!({})).await
}

pub async fn return_(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Return).await?;
    let reason = input.given()?;
    let mut next = moved(&nomination, step);
    next.return_reason = Set(Some(reason.to_owned()));
    finish(uow, scope, (&nomination, next), "nomination.returned", json!({ "reason": reason })).await
}

pub async fn appraise(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Appraise,
) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Appraise).await?;
    let mut next = moved(&nomination, step);
    next.appraisal_opinion = Set(Some(input.opinion.to_string()));
    next.appraised_by = Set(Some(scope.user_id));
    finish(uow, scope, (&nomination, next), "nomination.appraised", json!({})).await
}

/// Submits the dossier to the next level of the movement's line.
pub async fn forward(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Forward,
) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Forward).await?;
    let top = || Error::with(Code::WindowClosed, "there is no level above");
    let holder = nomination.holder_unit_id.filter(|_| nomination.holder_function.is_none()).ok_or_else(top)?;
    let lines = Lines::of(&uow.tx, nomination.movement_id).await?;
    let to = lines.addressee(uow.organisation(), holder, uow.today())?;
    let number = input.document_number.as_str();
    let mut next = moved(&nomination, step);
    next.holder_unit_id = Set(Some(to.unit_id));
    next.holder_function = Set(to.function);
    next.forwarding_document = Set(Some(number.to_owned()));
    if to.function == Some(Function::EmulationStandingBody) {
        next.reached_ministry_at = Set(Some(uow.now));
    }
    let moved_to = json!({ "holder_unit_id": to.unit_id, "document_number": number });
    finish(uow, scope, (&nomination, next), "nomination.forwarded", moved_to).await
}

/// Proposes the award to whoever decides it: the holder's own head or, from the standing body, the Minister.
pub async fn propose(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (nomination, step) = begin(uow, scope, id, if_match, NominationAction::Propose).await?;
    let form = award_form::Entity::find_by_id(nomination.award_form_id).one(&uow.tx).await?;
    let form = form.ok_or_else(|| Error::internal(anyhow::anyhow!("a nomination without its form")))?;
    if form.vote_required {
        return Err(Error::with(Code::WindowClosed, format!("{}: ballot", form.code)));
    }
    if deciding_unit(uow, &nomination).await?.is_none() {
        return Err(Error::with(Code::WindowClosed, format!("{}: authority", form.code)));
    }
    let next = moved(&nomination, step);
    finish(uow, scope, (&nomination, next), "nomination.proposed", json!({})).await
}

/// The unit whose head decides this dossier's form, as seen from the unit that has it today.
async fn deciding_unit(uow: &Uow, nomination: &nomination::Model) -> Result<Option<Uuid>> {
    let organisation = uow.organisation();
    let authorities = movements::repo::authorities(&uow.tx, nomination.award_form_id).await?;
    let candidate = match nomination.holder_function {
        Some(Function::EmulationStandingBody) => organisation.ministry(),
        None => nomination.holder_unit_id,
    };
    let unit = candidate.and_then(|id| organisation.unit(id));
    Ok(unit.filter(|unit| rules::decides(&authorities, unit, uow.today())).map(|unit| unit.id))
}
