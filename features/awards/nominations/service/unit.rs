//! What the nominating unit does once the dossier is drafted: review, submit, withdraw.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, Result},
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        versions::{self, Sent},
    },
};
use entity::{
    eligibility_run::Occasion,
    function_assignment::Function,
    nomination::{self, NominationStatus},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{begin, finish, moved, within_places};
use crate::nominations::{
    dto::{NominationView, Review},
    eligibility,
    events::NominationEvent,
    repo,
    rules::NominationAction,
    sent,
};

pub async fn review(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Review,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Review).await?;
    let began = uow.organisation().unit(nomination.nominating_unit_id).map(|unit| unit.valid_from);
    let happened = [(Event::Today, Some(uow.today())), (Event::UnitBegan, began)];
    chronology::check(Paper::Minutes, *input.minutes_on, &happened)?;
    if input.votes_for > input.present {
        return Err(Error::field("/votes_for", Fault::OutOfRange));
    }
    let mut next = moved(&nomination, step);
    next.review_present = Set(input.present);
    next.review_votes_for = Set(input.votes_for);
    next.minutes_number = Set(Some(input.minutes_number.as_str().to_owned()));
    next.minutes_on = Set(Some(*input.minutes_on));
    next.authors = Set(nomination.authors.signed());
    let minutes_number = input.minutes_number.as_str().to_owned();
    let event = NominationEvent::Reviewed { minutes_number, minutes_on: *input.minutes_on };
    finish(uow, scope, (&nomination, next), event).await
}

pub async fn submit(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<NominationView>> {
    let (unit, sent) = go_up(uow, scope, id, if_match).await?;
    within_places(uow, scope, unit, id).await?;
    Ok(sent)
}

/// Alone or with others: whoever sends it is held to its places once all have gone. Which unit that was.
pub async fn go_up(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<(Uuid, Recorded<NominationView>)> {
    let (nomination, step, facts) = begin(uow, scope, id, if_match, NominationAction::Submit).await?;
    let to = facts.next.ok_or_else(|| Error::new(Code::NoAddressee))?;
    let mut next = moved(&nomination, step);
    next.holder_unit_id = Set(Some(to.unit_id));
    next.holder_function = Set(to.function);
    next.submitted_at = Set(Some(uow.now));
    next.return_reason = Set(None);
    next.authors = Set(nomination.authors.signed());
    let version_no = nomination.version_no + i32::from(nomination.status == NominationStatus::Returned);
    next.version_no = Set(version_no);
    if let Some(judgement) = &facts.judgement {
        let submitted = nomination::Model { version_no, ..nomination.clone() };
        eligibility::keep(uow, &submitted, Occasion::Submission, judgement).await?;
    }
    let evidence = repo::evidence(&uow.tx, id).await?;
    let version = Sent {
        paper_id: id,
        version_no,
        content: &sent::content(&nomination, version_no, facts.form_code, &evidence),
        unit_id: nomination.nominating_unit_id,
        to,
    };
    let content_digest = versions::keep(uow, scope, version).await?.digest;
    if to.function == Some(Function::EmulationStandingBody) {
        next.reached_ministry_at = Set(nomination.reached_ministry_at.or(Some(uow.now)));
    }
    let event = NominationEvent::Submitted { version_no, content_digest };
    Ok((nomination.nominating_unit_id, finish(uow, scope, (&nomination, next), event).await?))
}

pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Withdraw).await?;
    let reason = &*input.reason;
    let mut next = moved(&nomination, step);
    next.end_reason = Set(Some(reason.to_owned()));
    finish(uow, scope, (&nomination, next), NominationEvent::Withdrawn).await
}
