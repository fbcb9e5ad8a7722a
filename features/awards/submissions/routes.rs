//! HTTP for submissions.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{CreateSubmission, SubmissionFilter, SubmissionView},
    repo, service, view,
};

/// List submissions
///
/// The caller's own, those of lower units and, for the ministry, those that were sent to it. Order: `sent_at` (newest
/// first).
#[utoipa::path(tag = "nominations", params(SubmissionFilter, PageQuery), responses((status = 200, body = Page<SubmissionView>)), security(("bearer" = ["nominations:read"])))]
#[get("/submissions")]
pub async fn list_submissions(can: Can<perm::NominationsRead>, query: ListQuery<SubmissionFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| view::views(db, &can.scope, rows).await).await
        })
        .await
}

/// Send dossiers up together
///
/// Tờ trình: by the head of a unit, with one document, in the order in which the unit ranks them. Each dossier is submitted
/// or forwarded as it would be alone; if one cannot be, none is. A unit sends no more up than it has places: those that it ranks last
/// are named.
#[utoipa::path(tag = "nominations", request_body = CreateSubmission, responses((status = 201, body = SubmissionView)), security(("bearer" = ["nominations:forward"])))]
#[post("/submissions")]
pub async fn create_submission(
    command: Command<perm::NominationsForward>,
    body: Body<CreateSubmission>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a submission
#[utoipa::path(tag = "nominations", responses((status = 200, body = SubmissionView)), security(("bearer" = ["nominations:read"])))]
#[get("/submissions/{id}")]
pub async fn get_submission(
    can: Can<perm::NominationsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<SubmissionView>> {
    let db = can.state.db.read();
    let found = repo::get(db, &can.scope, *id).await?;
    let view = view::views(db, &can.scope, vec![found]).await?.pop();
    view.map(Found).ok_or_else(|| Error::new(Code::NotFound))
}
