//! HTTP for the versions of a plan, what they say, and how they differ.
use actix_web::{get, web::Path};
use base::{
    http::{
        answer::Listed,
        auth::Can,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams, Params},
    },
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::plans::{
    content,
    dto::{Between, IssuedContent, PlanDiff, PlanSummary},
    repo, view,
};

/// List the versions of a plan
///
/// Oldest first, as far as the caller may see them.
#[utoipa::path(tag = "plans", params(PageQuery), responses((status = 200, body = Page<PlanSummary>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/versions")]
pub async fn list_plan_versions(
    can: Can<perm::PlansRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let plan = repo::get(db, &can.scope, *id).await?;
            let versions = repo::versions(db, &can.scope, plan.root_id).await?;
            let items = versions.into_iter().map(|m| view::summary(&can.scope, m)).collect();
            query.part(items)
        })
        .await
}

/// Read what a plan says
///
/// As it is digested: the canonical JSON (RFC 8785) of the answer has `content_digest` as its SHA-256. Of a draft, what
/// it would say.
#[utoipa::path(tag = "plans", responses((status = 200, body = IssuedContent)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/content")]
pub async fn get_plan_content(can: Can<perm::PlansRead>, id: Path<Uuid>, _: NoParams) -> Result<Listed<IssuedContent>> {
    let read = async |tx: &_| content::issued(tx, &repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Listed::new)
}

/// Compare two versions of a plan
///
/// Part by part and member by member. Parts are the same where they have the same `root_id`.
#[utoipa::path(tag = "plans", params(Between), responses((status = 200, body = PlanDiff)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/diff")]
pub async fn get_plan_diff(
    can: Can<perm::PlansRead>,
    id: Path<Uuid>,
    between: Params<Between>,
) -> Result<Listed<PlanDiff>> {
    let read = async |tx: &_| {
        let plan = repo::get(tx, &can.scope, *id).await?;
        let versions = repo::versions(tx, &can.scope, plan.root_id).await?;
        let named = |no: i32| versions.iter().find(|version| version.version_no == no);
        let to = between.0.to.unwrap_or(plan.version_no);
        let to = named(to).ok_or_else(|| Error::with(Code::InvalidParameter, "to"))?;
        let before = versions.iter().filter(|version| version.version_no < to.version_no).map(|v| v.version_no).max();
        let from = between.0.from.or(before).unwrap_or(to.version_no);
        let from = named(from).ok_or_else(|| Error::with(Code::InvalidParameter, "from"))?;
        view::diff(tx, from, to).await
    };
    can.state.db.read_together(read).await.map(Listed::new)
}
