//! Who takes part in a session, and how.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    council_seat::{self, Presence},
    council_session::SessionStatus,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{begin, finish};
use crate::councils::{
    events::CouncilSessionEvent,
    sessions::{
        ballots,
        dto::SessionView,
        paper::SessionPaper,
        repo,
        rules::SessionAction,
        votes::{RecordAttendance, SeatInput},
    },
};

pub async fn record_attendance(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &RecordAttendance,
) -> Result<Recorded<SessionView>> {
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::RecordAttendance).await?;
    let voted = voted(uow, &paper).await?;
    let mut faults = vec![];
    for (at, one) in input.seats.iter().enumerate() {
        let again = input.seats.iter().take(at).any(|other| other.user_id == one.user_id);
        let fault = if again { Some(("user_id", Fault::Duplicate)) } else { unfit(&paper, one, &voted) };
        faults.extend(fault.map(|(name, fault)| FieldError { pointer: format!("/seats/{at}/{name}"), fault }));
    }
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    for one in &input.seats {
        sit(uow, &paper, one).await?;
    }
    let seats = repo::seats(&uow.tx, id).await?;
    let count = |presence| seats.iter().filter(|seat| seat.presence == presence).count();
    let event = CouncilSessionEvent::AttendanceRecorded {
        present: count(Presence::Present),
        written: count(Presence::Written),
    };
    let next = paper.session.clone().into_active_model();
    finish(uow, scope, (paper.session, next), event).await
}

/// Who has voted: with how it took part then. On paper nobody knows who has, so everybody who is there may have; and whoever
/// has taken a token may have cast it.
async fn voted(uow: &Uow, paper: &SessionPaper) -> Result<HashMap<Uuid, Presence>> {
    let votes = repo::votes(&uow.tx, paper.session.id).await?;
    let counted = paper.items.iter().any(|item| item.tallied_by.is_some());
    let tokens = ballots::tokens(&uow.tx, paper.session.id).await?;
    let there = paper.seats.iter().filter(|seat| {
        votes.iter().any(|vote| vote.user_id == seat.user_id)
            || tokens.iter().any(|token| token.user_id == seat.user_id)
            || (counted && seat.presence == Presence::Present)
    });
    Ok(there.map(|seat| (seat.user_id, seat.presence)).collect())
}

fn unfit(paper: &SessionPaper, one: &SeatInput, voted: &HashMap<Uuid, Presence>) -> Option<(&'static str, Fault)> {
    let sits = match paper.session.status {
        SessionStatus::Planned => paper.members.iter().any(|member| member.user_id == one.user_id),
        _ => paper.seat(one.user_id).is_some(),
    };
    let delegated = one.presence == Presence::Delegated;
    match () {
        () if !sits => Some(("user_id", Fault::NotFound)),
        () if voted.get(&one.user_id).is_some_and(|as_was| *as_was != one.presence) => {
            Some(("presence", Fault::NotAllowed))
        }
        () if delegated != one.delegation_document.is_some() => {
            Some(("delegation_document", if delegated { Fault::Required } else { Fault::NotAllowed }))
        }
        () if one.teller && one.presence != Presence::Present => Some(("teller", Fault::NotAllowed)),
        () => None,
    }
}

async fn sit(uow: &Uow, paper: &SessionPaper, one: &SeatInput) -> Result<()> {
    use council_seat::{ActiveModel, Entity};
    let document = one.delegation_document.as_ref().map(|number| number.as_str().to_owned());
    if let Some(seat) = paper.seat(one.user_id) {
        let mut next = seat.clone().into_active_model();
        next.presence = Set(one.presence);
        next.delegation_document = Set(document);
        next.teller = Set(one.teller);
        Entity::update(next).exec(&uow.tx).await?;
        return Ok(());
    }
    let role = paper.role_of(one.user_id).ok_or_else(|| Error::new(Code::NotFound))?;
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        session_id: Set(paper.session.id),
        user_id: Set(one.user_id),
        role: Set(role),
        presence: Set(one.presence),
        delegation_document: Set(document),
        teller: Set(one.teller),
    };
    Entity::insert(row).exec_without_returning(&uow.tx).await?;
    Ok(())
}
