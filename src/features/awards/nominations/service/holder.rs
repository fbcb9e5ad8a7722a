//! What the unit that has the dossier does: receive, return, appraise, forward, propose.
use entity::{function_assignment::Function, paper_version::Standing};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{begin, finish, moved};
use crate::{
    features::{
        awards::nominations::{
            dto::{Appraise, Forward, NominationView},
            events::NominationEvent,
            rules::NominationAction,
        },
        planning::law,
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        versions,
    },
};

/// The law in force on this day goes with the dossier from its first receipt on.
pub async fn receive(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Receive).await?;
    let regime = law::repo::regime_on(&uow.tx, uow.today()).await?;
    let mut next = moved(&nomination, step);
    next.received_at = Set(Some(uow.now));
    if nomination.regime_code.is_none() {
        next.regime_code = Set(regime.map(|regime| regime.code));
    }
    finish(uow, scope, (&nomination, next), NominationEvent::Received).await
}

pub async fn return_(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Return).await?;
    let reason = &*input.reason;
    let mut next = moved(&nomination, step);
    next.return_reason = Set(Some(reason.to_owned()));
    versions::settle(uow, id, Standing::Returned, Some((None, reason)), nomination.version + 1).await?;
    finish(uow, scope, (&nomination, next), NominationEvent::Returned { version_no: nomination.version_no }).await
}

/// Not commended, and not to be submitted again.
pub async fn refuse(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Refuse).await?;
    let reason = &*input.reason;
    let mut next = moved(&nomination, step);
    next.end_reason = Set(Some(reason.to_owned()));
    finish(uow, scope, (&nomination, next), NominationEvent::Refused).await
}

pub async fn appraise(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Appraise,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Appraise).await?;
    let mut next = moved(&nomination, step);
    next.appraisal_opinion = Set(Some(input.opinion.to_string()));
    next.appraised_by = Set(Some(scope.user_id));
    finish(uow, scope, (&nomination, next), NominationEvent::Appraised).await
}

/// Submits the dossier to the next level of the movement's line.
pub async fn forward(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Forward,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, facts) = begin(uow, scope, id, if_match, NominationAction::Forward).await?;
    let to = facts.next.ok_or_else(|| Error::new(Code::NoAddressee))?;
    let number = input.document_number.as_str();
    let mut next = moved(&nomination, step);
    next.holder_unit_id = Set(Some(to.unit_id));
    next.holder_function = Set(to.function);
    next.forwarding_document = Set(Some(number.to_owned()));
    if to.function == Some(Function::EmulationStandingBody) {
        next.reached_ministry_at = Set(Some(uow.now));
    }
    let event = NominationEvent::Forwarded { document_number: number.to_owned() };
    finish(uow, scope, (&nomination, next), event).await
}

/// Proposes the award to whoever decides it: the holder's own head or, from the standing body, the Minister.
pub async fn propose(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Propose).await?;
    let next = moved(&nomination, step);
    finish(uow, scope, (&nomination, next), NominationEvent::Proposed).await
}
