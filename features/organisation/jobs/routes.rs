//! HTTP for jobs.
use actix_web::{delete, get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::{
        jobs,
        page::{Page, PageQuery},
    },
};
use uuid::Uuid;

use super::{
    dto::{JobFilter, JobView},
    repo, service,
};

/// List jobs
///
/// Background work of the service, for administrators of the whole sector; in the order of its making. What has failed
/// for good stays until it is tried again or dropped.
#[utoipa::path(tag = "jobs", params(JobFilter, PageQuery), responses((status = 200, body = Page<JobView>)), security(("bearer" = ["jobs:read"])))]
#[get("/jobs")]
pub async fn list_jobs(can: Can<perm::JobsRead>, query: ListQuery<JobFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read_latest();
            let now = jobs::now(db).await?;
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list, now).await?;
            Ok(rows.into_page(|m| JobView::of(m, now)))
        })
        .await
}

/// Read a job
///
/// What is to be done, how far it is, and why it failed.
#[utoipa::path(tag = "jobs", responses((status = 200, body = JobView)), security(("bearer" = ["jobs:read"])))]
#[get("/jobs/{id}")]
pub async fn get_job(can: Can<perm::JobsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<JobView>> {
    let db = can.state.db.read_latest();
    let job = repo::get(db, &can.scope, *id).await?;
    Ok(Found(JobView::of(job, jobs::now(db).await?)))
}

/// Try a job again
///
/// One that has been given up: it is due at once, with all its attempts before it.
#[utoipa::path(tag = "jobs", params(IfMatch), responses((status = 200, body = JobView)), security(("bearer" = ["jobs:write"])))]
#[post("/jobs/{id}/retry")]
pub async fn retry_job(command: Command<perm::JobsWrite>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    command.run(async |uow, scope| service::retry(uow, scope, *id, if_match).await).await
}

/// Drop a job
///
/// One that has been given up: it is not done. What the service does again and again cannot be dropped.
#[utoipa::path(tag = "jobs", params(IfMatch), responses((status = 204)), security(("bearer" = ["jobs:write"])))]
#[delete("/jobs/{id}")]
pub async fn drop_job(command: Command<perm::JobsWrite>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    command.delete(async |uow, scope| service::drop(uow, scope, *id, if_match).await).await
}
