//! HTTP for the steps of a session.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch},
    kernel::{error::Result, policy::perm, reason::Reason},
};
use uuid::Uuid;

use crate::councils::sessions::{
    dto::SessionView,
    service,
    votes::{CastVotes, DeclareConflict, RecordAttendance, RecordOpinion, SignMinutes, Tallies},
};

/// Record who takes part in a session
///
/// By the secretary, before it is opened and while it is open. How somebody took part who has voted does not change.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = RecordAttendance, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions/{id}/record-attendance")]
pub async fn record_council_attendance(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<RecordAttendance>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::record_attendance(uow, scope, *id, if_match, &body.0).await).await
}

/// Open a session
///
/// By the secretary, on its day, with a quorum and, for a vote on paper, two tellers. Members and interests are fixed; each
/// item of a ballot by tokens gets a key.
#[utoipa::path(tag = "councils", params(IfMatch), responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions/{id}/open")]
pub async fn open_council_session(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    let keys = command.state.keys.now();
    command.run(async |uow, scope| service::open(uow, scope, *id, if_match, &keys).await).await
}

/// Declare an interest in dossiers
///
/// By a member, before it has voted on them. It has no vote on them and does not read them. The version of the session stays.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = DeclareConflict, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:vote"])))]
#[post("/council-sessions/{id}/declare-conflict")]
pub async fn declare_council_conflict(
    command: Command<perm::SessionsVote>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<DeclareConflict>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::declare_conflict(uow, scope, *id, if_match, &body.0).await).await
}

/// Vote openly
///
/// By a member who is there and has no interest, on each dossier once. The version of the session stays.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = CastVotes, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:vote"])))]
#[post("/council-sessions/{id}/vote")]
pub async fn vote_in_council(
    command: Command<perm::SessionsVote>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<CastVotes>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::vote(uow, scope, *id, if_match, &body.0).await).await
}

/// Record an opinion in writing
///
/// By the secretary, of a member who takes part in writing. The version of the session stays.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = RecordOpinion, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions/{id}/record-opinion")]
pub async fn record_council_opinion(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<RecordOpinion>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::record_opinion(uow, scope, *id, if_match, &body.0).await).await
}

/// Enter the totals of a vote on paper
///
/// By a teller. Who voted how is told to nobody. The version of the session stays.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = Tallies, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:vote"])))]
#[post("/council-sessions/{id}/record-tally")]
pub async fn record_council_tally(
    command: Command<perm::SessionsVote>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Tallies>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::record_tally(uow, scope, *id, if_match, &body.0).await).await
}

/// Confirm the totals of a vote on paper
///
/// By a second teller, who enters the same. The version of the session stays.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = Tallies, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:vote"])))]
#[post("/council-sessions/{id}/confirm-tally")]
pub async fn confirm_council_tally(
    command: Command<perm::SessionsVote>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Tallies>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::confirm_tally(uow, scope, *id, if_match, &body.0).await).await
}

/// Close a session
///
/// By the secretary. Votes are counted by the rules of its day and the minutes are made; nothing can be voted any more.
#[utoipa::path(tag = "councils", params(IfMatch), responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions/{id}/close")]
pub async fn close_council_session(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    let keys = command.state.keys.now();
    command.run(async |uow, scope| service::close(uow, scope, *id, if_match, &keys).await).await
}

/// Sign the minutes of a session
///
/// By the chair, who names the digest of what it read.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = SignMinutes, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:vote"])))]
#[post("/council-sessions/{id}/sign-minutes")]
pub async fn sign_council_minutes(
    command: Command<perm::SessionsVote>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SignMinutes>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::sign_minutes(uow, scope, *id, if_match, &body.0).await).await
}

/// Cancel a session
///
/// By the secretary, with a reason, before its minutes are signed and while no dossier was proposed because it has passed it.
/// Nothing of it counts, and its dossiers may be voted on in another.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = Reason, responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions/{id}/cancel")]
pub async fn cancel_council_session(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::cancel(uow, scope, *id, if_match, &body.0).await).await
}
