//! HTTP for the sessions of councils: plan, agenda, minutes.
use actix_web::{get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found, Listed},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
    },
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::councils::sessions::{
    self,
    dto::{CouncilSessionSummary, DossierView, ItemView, SessionView},
    minutes::CouncilMinutesView,
    paper,
    planning::{PlanSession, SessionFilter, UpdateSession},
    repo, service,
};

/// List sessions of councils
///
/// Of the councils that the caller reads. Orders: `held_on` (default, newest first), `updated_at`.
#[utoipa::path(tag = "councils", params(SessionFilter, PageQuery), responses((status = 200, body = Page<CouncilSessionSummary>)), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions")]
pub async fn list_council_sessions(can: Can<perm::CouncilsRead>, query: ListQuery<SessionFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(CouncilSessionSummary::from))
        })
        .await
}

/// Plan a session of a council
///
/// By its secretary, with the dossiers that it will vote on.
#[utoipa::path(tag = "councils", request_body = PlanSession, responses((status = 201, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions")]
pub async fn plan_council_session(command: Command<perm::SessionsRun>, body: Body<PlanSession>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a session of a council
///
/// With who takes part, and what the caller may do in it.
#[utoipa::path(tag = "councils", responses((status = 200, body = SessionView)), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions/{id}")]
pub async fn get_council_session(
    can: Can<perm::CouncilsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<SessionView>> {
    let read = async |tx: &_| sessions::whole(tx, &can.scope, paper::of(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a session that is planned
///
/// By the secretary, until it is opened.
#[utoipa::path(tag = "councils", params(IfMatch), request_body(content = UpdateSession, content_type = "application/merge-patch+json"), responses((status = 200, body = SessionView)), security(("bearer" = ["sessions:run"])))]
#[patch("/council-sessions/{id}")]
pub async fn update_council_session(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateSession>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// List the agenda of a session
///
/// In its order: where each dossier stands, by which rule it is voted on, how the caller has voted, and what came of it.
#[utoipa::path(tag = "councils", params(PageQuery), responses((status = 200, body = Page<ItemView>)), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions/{id}/items")]
pub async fn list_council_items(
    can: Can<perm::CouncilsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let session = repo::get(db, &can.scope, *id).await?;
            query.part(sessions::agenda(db, &can.scope, &session).await?)
        })
        .await
}

/// Read a dossier on the agenda
///
/// The version that the council votes on. Whoever has an interest in it does not read what it says.
#[utoipa::path(tag = "councils", responses((status = 200, body = DossierView)), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions/{id}/items/{item_id}")]
pub async fn get_council_item(
    can: Can<perm::CouncilsRead>,
    ids: Path<(Uuid, Uuid)>,
    _: NoParams,
) -> Result<Listed<DossierView>> {
    let (id, item) = *ids;
    let read = async |tx: &_| {
        let session = repo::get(tx, &can.scope, id).await?;
        sessions::one_item(tx, &can.scope, session, item).await
    };
    can.state.db.read_together(read).await.map(Listed::new)
}

/// Read the minutes of a session
///
/// As they were made when the votes were counted: who took part, interests, votes, totals, rules and what came of each dossier.
#[utoipa::path(tag = "councils", responses((status = 200, body = CouncilMinutesView)), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions/{id}/minutes")]
pub async fn get_council_minutes(
    can: Can<perm::CouncilsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<CouncilMinutesView>> {
    let session = repo::get(can.state.db.read(), &can.scope, *id).await?;
    let (text, content_digest) =
        session.minutes.zip(session.minutes_digest).ok_or_else(|| Error::new(Code::NotFound))?;
    let minutes = serde_json::from_str(&text).map_err(Error::internal)?;
    Ok(Found(CouncilMinutesView { minutes, content_digest }))
}
