//! HTTP for the versions of a nomination, what they say, and how they differ.
use actix_web::{get, web::Path};
use base::{
    http::{
        answer::Listed,
        auth::Can,
        list::{Listing, NoFilter},
        query::{ListQuery, Params},
    },
    kernel::{error::Result, policy::perm},
    store::{
        page::{Page, PageQuery},
        versions::{self, BetweenVersions, OfVersion, PaperVersion, VersionDiff},
    },
};
use uuid::Uuid;

use crate::nominations::{dto::SubmittedNomination, repo};

/// List the versions of a nomination
///
/// Every time that it was submitted, oldest first; none before it was.
#[utoipa::path(tag = "nominations", params(PageQuery), responses((status = 200, body = Page<PaperVersion>)), security(("bearer" = ["nominations:read"])))]
#[get("/nominations/{id}/versions")]
pub async fn list_nomination_versions(
    can: Can<perm::NominationsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| versions::of(tx, repo::get(tx, &can.scope, *id).await?.id).await;
            query.part(versions::listed(can.state.db.read_together(read).await?))
        })
        .await
}

/// Read what a version of a nomination says
///
/// As it was submitted: the canonical JSON (RFC 8785) of the answer has the version's `content_digest` as its SHA-256.
#[utoipa::path(tag = "nominations", params(OfVersion), responses((status = 200, body = SubmittedNomination)), security(("bearer" = ["nominations:read"])))]
#[get("/nominations/{id}/content")]
pub async fn get_nomination_content(
    can: Can<perm::NominationsRead>,
    id: Path<Uuid>,
    which: Params<OfVersion>,
) -> Result<Listed<SubmittedNomination>> {
    let read = async |tx: &_| versions::of(tx, repo::get(tx, &can.scope, *id).await?.id).await;
    let version = versions::chosen(can.state.db.read_together(read).await?, which.0.version_no)?;
    versions::read(&version).map(Listed::new)
}

/// Compare two versions of a nomination
///
/// Member by member. Pieces of evidence are the same where they name the same.
#[utoipa::path(tag = "nominations", params(BetweenVersions), responses((status = 200, body = VersionDiff)), security(("bearer" = ["nominations:read"])))]
#[get("/nominations/{id}/diff")]
pub async fn get_nomination_diff(
    can: Can<perm::NominationsRead>,
    id: Path<Uuid>,
    between: Params<BetweenVersions>,
) -> Result<Listed<VersionDiff>> {
    let read = async |tx: &_| versions::of(tx, repo::get(tx, &can.scope, *id).await?.id).await;
    versions::compare(&can.state.db.read_together(read).await?, &between.0).map(Listed::new)
}
