//! Votes and interests of members. They leave the version of the session, so that all may vote at once; a session that is
//! being closed is held, so that nobody votes meanwhile.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow, bulk},
};
use entity::{council_conflict, council_seat::Presence, council_vote};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{begin, beside};
use crate::councils::{
    events::CouncilSessionEvent,
    sessions::{
        ballots,
        dto::SessionView,
        paper::SessionPaper,
        repo,
        rules::SessionAction,
        votes::{CastVotes, DeclareConflict, RecordOpinion, VoteInput},
    },
};

pub async fn vote(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &CastVotes,
) -> Result<Recorded<SessionView>> {
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::Vote).await?;
    cast(uow, &paper, scope.user_id, &input.votes, None).await?;
    beside(uow, scope, paper.session, CouncilSessionEvent::Voted { items: input.votes.len() }).await
}

pub async fn record_opinion(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &RecordOpinion,
) -> Result<Recorded<SessionView>> {
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::RecordOpinion).await?;
    let in_writing = paper.seat(input.user_id).is_some_and(|seat| seat.presence == Presence::Written);
    if !in_writing {
        return Err(Error::field("/user_id", Fault::NotAllowed));
    }
    let document_number = input.document_number.as_str().to_owned();
    cast(uow, &paper, input.user_id, &input.votes, Some(&document_number)).await?;
    let event =
        CouncilSessionEvent::OpinionRecorded { member_id: input.user_id, document_number, items: input.votes.len() };
    beside(uow, scope, paper.session, event).await
}

async fn cast(uow: &Uow, paper: &SessionPaper, user: Uuid, votes: &[VoteInput], document: Option<&str>) -> Result<()> {
    let items: Vec<Uuid> = votes.iter().map(|vote| vote.item_id).collect();
    on_the_agenda(paper, &items, |at| format!("/votes/{at}/item_id"))?;
    let session = paper.session.id;
    if repo::conflicts(&uow.tx, session).await?.iter().any(|one| one.user_id == user && items.contains(&one.item_id)) {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    if repo::votes(&uow.tx, session).await?.iter().any(|one| one.user_id == user && items.contains(&one.item_id)) {
        return Err(Error::new(Code::AlreadyVoted));
    }
    let row = |vote: &VoteInput| council_vote::ActiveModel {
        id: Set(Uuid::now_v7()),
        session_id: Set(session),
        item_id: Set(vote.item_id),
        user_id: Set(user),
        choice: Set(vote.choice),
        document_number: Set(document.map(str::to_owned)),
        created_at: Set(uow.now),
    };
    bulk::insert(&uow.tx, votes.iter().map(row).collect()).await
}

/// Items of this session, each once.
pub fn on_the_agenda(paper: &SessionPaper, items: &[Uuid], pointer: impl Fn(usize) -> String) -> Result<()> {
    let mut faults = vec![];
    for (at, id) in items.iter().enumerate() {
        let fault = match () {
            () if !paper.items.iter().any(|item| item.id == *id) => Some(Fault::NotFound),
            () if items.iter().take(at).any(|other| other == id) => Some(Fault::Duplicate),
            () => None,
        };
        faults.extend(fault.map(|fault| FieldError { pointer: pointer(at), fault }));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

pub async fn declare_conflict(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &DeclareConflict,
) -> Result<Recorded<SessionView>> {
    use council_conflict::{ActiveModel, Entity, Ground};
    let (paper, _) = begin(uow, scope, id, if_match, SessionAction::DeclareConflict).await?;
    on_the_agenda(&paper, &input.item_ids, |at| format!("/item_ids/{at}"))?;
    let mine = |user: Uuid, item: Uuid| user == scope.user_id && input.item_ids.contains(&item);
    if repo::votes(&uow.tx, id).await?.iter().any(|one| mine(one.user_id, one.item_id)) {
        return Err(Error::new(Code::AlreadyVoted));
    }
    let counted = paper.items.iter().any(|item| input.item_ids.contains(&item.id) && item.tallied_by.is_some());
    if counted {
        return Err(Error::new(Code::AlreadyVoted));
    }
    if ballots::tokens(&uow.tx, id).await?.iter().any(|token| mine(token.user_id, token.item_id)) {
        return Err(Error::new(Code::AlreadyVoted));
    }
    let known = repo::conflicts(&uow.tx, id).await?;
    for item in &input.item_ids {
        if known.iter().any(|one| one.item_id == *item && one.user_id == scope.user_id) {
            continue;
        }
        let row = ActiveModel {
            id: Set(Uuid::now_v7()),
            session_id: Set(id),
            item_id: Set(*item),
            user_id: Set(scope.user_id),
            ground: Set(Ground::Declared),
            created_at: Set(uow.now),
        };
        Entity::insert(row).exec_without_returning(&uow.tx).await?;
    }
    beside(uow, scope, paper.session, CouncilSessionEvent::ConflictDeclared { items: input.item_ids.len() }).await
}
