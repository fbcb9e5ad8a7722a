//! HTTP for nominations.
pub mod imports;
pub mod steps;
pub mod versions;

use actix_web::{get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{CreateNomination, NominationFilter, NominationSummary, NominationView, UpdateNomination},
    repo, service, view,
};

/// List nominations
///
/// The caller's own, what lower units have submitted and, for the ministry, what has been forwarded to it.
/// Orders: `updated_at` (default, newest first), `submitted_at`.
#[utoipa::path(tag = "nominations", params(NominationFilter, PageQuery), responses((status = 200, body = Page<NominationSummary>)), security(("bearer" = ["nominations:read"])))]
#[get("/nominations")]
pub async fn list_nominations(can: Can<perm::NominationsRead>, query: ListQuery<NominationFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            let codes = repo::form_codes(db, &rows.rows).await?;
            let code = |id| codes.get(&id).cloned().unwrap_or_default();
            let page = rows.into_page(|m| view::summary(&can.scope, &m, code(m.award_form_id)));
            Ok(page)
        })
        .await
}

/// Draft a nomination
///
/// For somebody of the caller's unit, and a form that the movement gives. One award, and one dossier at a time, for
/// each subject, movement and stage.
#[utoipa::path(tag = "nominations", request_body = CreateNomination, responses((status = 201, body = NominationView)), security(("bearer" = ["nominations:write"])))]
#[post("/nominations")]
pub async fn create_nomination(
    command: Command<perm::NominationsWrite>,
    body: Body<CreateNomination>,
) -> Result<Answer> {
    let keys = command.state.keys.now();
    command.create(async |uow, scope| service::create(uow, scope, &body.0, &keys).await).await
}

/// Read a nomination
#[utoipa::path(tag = "nominations", responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:read"])))]
#[get("/nominations/{id}")]
pub async fn get_nomination(
    can: Can<perm::NominationsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<NominationView>> {
    let read = async |tx: &_| super::read(tx, &can.scope, *id).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a nomination
///
/// While it is a draft or has been returned.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body(content = UpdateNomination, content_type = "application/merge-patch+json"), responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:write"])))]
#[patch("/nominations/{id}")]
pub async fn update_nomination(
    command: Command<perm::NominationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateNomination>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}
