//! HTTP for the versions of a report, what they say, and how they differ.
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

use crate::{
    receipts::{self, dto::ReceiptView},
    reports::{dto::SubmittedReport, repo},
};

/// List the versions of a report
///
/// Every time that it was submitted, oldest first; none before it was.
#[utoipa::path(tag = "reports", params(PageQuery), responses((status = 200, body = Page<PaperVersion>)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/versions")]
pub async fn list_report_versions(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| versions::of(tx, repo::report(tx, &can.scope, *id).await?.id).await;
            query.part(versions::listed(can.state.db.read_together(read).await?))
        })
        .await
}

/// Read what a version of a report says
///
/// As it was submitted: the canonical JSON (RFC 8785) of the answer has the version's `content_digest` as its SHA-256.
#[utoipa::path(tag = "reports", params(OfVersion), responses((status = 200, body = SubmittedReport)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/content")]
pub async fn get_report_content(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    which: Params<OfVersion>,
) -> Result<Listed<SubmittedReport>> {
    let read = async |tx: &_| versions::of(tx, repo::report(tx, &can.scope, *id).await?.id).await;
    let version = versions::chosen(can.state.db.read_together(read).await?, which.0.version_no)?;
    versions::read(&version).map(Listed::new)
}

/// Read the receipt of a submission
///
/// What proves that a version was submitted: its digest, when, by which deadline and whether in time, signed by the service. It
/// is verified with the keys of `/.well-known/receipt-keys.json` alone, also after the signing key has been changed. For
/// whoever may read that version.
#[utoipa::path(tag = "reports", params(OfVersion), responses((status = 200, body = ReceiptView)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/receipt")]
pub async fn get_report_receipt(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    which: Params<OfVersion>,
) -> Result<Listed<ReceiptView>> {
    let read = async |tx: &_| {
        let versions = versions::of(tx, repo::report(tx, &can.scope, *id).await?.id).await?;
        receipts::service::of_version(tx, versions::chosen(versions, which.0.version_no)?.id).await
    };
    can.state.db.read_together(read).await.map(Listed::new)
}

/// Compare two versions of a report
///
/// Member by member. Values are the same where they answer the same target.
#[utoipa::path(tag = "reports", params(BetweenVersions), responses((status = 200, body = VersionDiff)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/diff")]
pub async fn get_report_diff(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    between: Params<BetweenVersions>,
) -> Result<Listed<VersionDiff>> {
    let read = async |tx: &_| versions::of(tx, repo::report(tx, &can.scope, *id).await?.id).await;
    versions::compare(&can.state.db.read_together(read).await?, &between.0).map(Listed::new)
}
