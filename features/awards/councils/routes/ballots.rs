//! HTTP for secret ballots by tokens. What they keep from whom is said here, for whoever runs or uses one.
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{AUTHORIZATION, COOKIE},
    post,
    web::{Data, Path},
};
use base::{
    http::{
        answer::Answer,
        auth::{Anyone, Can},
        body::Body,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
        state::AppState,
    },
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::councils::sessions::{
    ballots,
    dto::{PaperView, SessionView},
    repo, service,
    tokens::{CastPaper, TakeTokens, TokensView},
};

/// Take tokens for a secret ballot
///
/// By a member who is there and has no interest, one for each dossier. The client makes up 32 random bytes for each, blinds
/// them (RFC 9497, VOPRF, ristretto255-SHA512), and makes its token of the answer; it checks the proof against the key on the
/// agenda, which is the same for everybody. That a member has taken its tokens is journalled; what they are nobody learns. The
/// same again is answered again while tokens are handed out, and nothing else is signed. The version of the session stays.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = TakeTokens, responses((status = 200, body = TokensView)), security(("bearer" = ["sessions:vote"])))]
#[post("/council-sessions/{id}/take-tokens")]
pub async fn take_council_tokens(
    command: Command<perm::SessionsVote>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<TakeTokens>,
) -> Result<Answer> {
    let keys = command.state.keys.now();
    let how = (&*keys, command.is_dry_run());
    command.tell(async |uow, scope| service::take_tokens(uow, scope, *id, if_match, &body.0, how).await).await
}

/// Begin the casting of a secret ballot
///
/// By the secretary, once all who want to vote have their tokens: at least three for each dossier, for fewer papers tell by
/// themselves who voted how. From then on none is handed out.
#[utoipa::path(tag = "councils", params(IfMatch), responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions/{id}/start-casting")]
pub async fn start_council_casting(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::start_casting(uow, scope, *id, if_match).await).await
}

/// Cast a paper of a secret ballot
///
/// Without an account, with a token: a request that brings one is refused. One dossier a request; send them in any order, at
/// odd times, over a connection of their own. Nothing is kept but number and choice: no account, address, time, trace, log line
/// or counter, and no order in which papers came. The same paper again is answered alike; another choice with the same token is
/// refused, and so is a token of another dossier, before casting begins, after the close or of nobody – all alike, so that
/// nothing is learnt of sessions. **Not protected**: who watches the line, or keeps a log at a proxy before this service, sees
/// from which address and when something was cast; a member who shows its number shows its vote; where all vote alike, the
/// totals tell all; and whoever has both the keys of the service and copies of the database from the hours of the session can
/// tell in which order papers came, though not from whom.
#[utoipa::path(tag = "councils", request_body = CastPaper, responses((status = 204)), security(()))]
#[post("/secret-ballots")]
pub async fn cast_secret_ballot(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    _: NoParams,
    body: Body<CastPaper>,
) -> Result<HttpResponse> {
    if let Some(name) = [AUTHORIZATION, COOKIE].into_iter().find(|name| req.headers().contains_key(name)) {
        return Err(Error::with(Code::MalformedRequest, name.to_string()));
    }
    service::cast(&state.db, &state.keys.now(), &body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List the papers of a secret ballot
///
/// Once the session is closed, to those who had a seat in it: item by item and sorted by number, so that each member finds its
/// own, and all can count them. The digest of each box stands in the minutes, beside how many tokens were handed out.
#[utoipa::path(tag = "councils", params(PageQuery), responses((status = 200, body = Page<PaperView>)), security(("bearer" = ["sessions:vote"])))]
#[get("/council-sessions/{id}/papers")]
pub async fn list_council_papers(
    can: Can<perm::SessionsVote>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let session = repo::get(db, &can.scope, *id).await?;
            query.part(ballots::published(db, &can.scope, &session).await?)
        })
        .await
}
