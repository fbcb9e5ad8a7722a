//! HTTP for postings.
pub mod objections;
pub mod public;
pub mod steps;

use actix_web::{get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found, Listed},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams, Params},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{CreatePosting, PostingDays, PostingDaysQuery, PostingFilter, PostingSummary, PostingView, UpdatePosting},
    repo, service, view,
};

/// Tell the days of a posting
///
/// As the rule of the form counts them: backwards from the day of a council, or on from the day of the publication. What no
/// document has given yet of the configuration is shown, and does not bind.
#[utoipa::path(tag = "postings", params(PostingDaysQuery), responses((status = 200, body = PostingDays)), security(("bearer" = ["nominations:read"])))]
#[get("/posting-days")]
pub async fn get_posting_days(
    can: Can<perm::NominationsRead>,
    query: Params<PostingDaysQuery>,
) -> Result<Listed<PostingDays>> {
    let db = can.state.db.read();
    Ok(Listed::new(super::preview::days(db, &can.state.calendar, can.scope.today, &query.0).await?))
}

/// List postings
///
/// Those of the caller's units; what the standing body posts is read by whoever reads the sector. Order: `updated_at`
/// (newest first).
#[utoipa::path(tag = "postings", params(PostingFilter, PageQuery), responses((status = 200, body = Page<PostingSummary>)), security(("bearer" = ["nominations:read"])))]
#[get("/postings")]
pub async fn list_postings(can: Can<perm::NominationsRead>, query: ListQuery<PostingFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(PostingSummary::from))
        })
        .await
}

/// Draft a posting
///
/// By an officer of the unit that has the dossiers, appraised or proposed: each named by itself, or all of a submission or of
/// an agenda. It is posted for as many days as the longest rule
/// asks for, or for more; a unit that no rule obliges says for how many.
#[utoipa::path(tag = "postings", request_body = CreatePosting, responses((status = 201, body = PostingView)), security(("bearer" = ["nominations:receive"])))]
#[post("/postings")]
pub async fn create_posting(command: Command<perm::NominationsReceive>, body: Body<CreatePosting>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a posting
///
/// With its list, the rules that ask for it, and what the caller may do with it.
#[utoipa::path(tag = "postings", responses((status = 200, body = PostingView)), security(("bearer" = ["nominations:read"])))]
#[get("/postings/{id}")]
pub async fn get_posting(can: Can<perm::NominationsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<PostingView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a posting
///
/// By an officer of its unit, until it is published. The list is made anew of the dossiers as they are.
#[utoipa::path(tag = "postings", params(IfMatch), request_body(content = UpdatePosting, content_type = "application/merge-patch+json"), responses((status = 200, body = PostingView)), security(("bearer" = ["nominations:receive"])))]
#[patch("/postings/{id}")]
pub async fn update_posting(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdatePosting>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}
