//! HTTP for allocations.
pub mod steps;

use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found, Listed},
        auth::Can,
        body::Body,
        command::Command,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{AllocationFilter, AllocationView, CreateAllocation, DistributeTarget, Distribution, Reconciliation},
    reconciliation, repo, service, view,
};

/// List shares
///
/// Those that the caller's units give or are given, and those of plans that lower units have sent; in the order of
/// their making.
#[utoipa::path(tag = "allocations", params(AllocationFilter, PageQuery), responses((status = 200, body = Page<AllocationView>)), security(("bearer" = ["allocations:read"])))]
#[get("/allocations")]
pub async fn list_allocations(can: Can<perm::AllocationsRead>, query: ListQuery<AllocationFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| view::views(db, &can.scope, rows).await).await
        })
        .await
}

/// Read a share
#[utoipa::path(tag = "allocations", responses((status = 200, body = AllocationView)), security(("bearer" = ["allocations:read"])))]
#[get("/allocations/{id}")]
pub async fn get_allocation(
    can: Can<perm::AllocationsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<AllocationView>> {
    let db = can.state.db.read();
    view::one(db, &can.scope, repo::get(db, &can.scope, *id).await?).await.map(Found)
}

/// Propose a share
///
/// To a unit below, of a target in the newest version of its plan: of one that is counted, or of a ratio. A unit has
/// one share of a target, and all shares together are never more than the whole.
#[utoipa::path(tag = "allocations", request_body = CreateAllocation, responses((status = 201, body = AllocationView)), security(("bearer" = ["allocations:write"])))]
#[post("/allocations")]
pub async fn create_allocation(
    command: Command<perm::AllocationsWrite>,
    body: Body<CreateAllocation>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Share a target out
///
/// The whole target to a tier of lower units: equally, by weights, or by what was last reported. Shares are rounded
/// down; what that leaves over goes to the unit named for it. Shares that these units have are adjusted, and keep their
/// answer if their amounts stay.
#[utoipa::path(tag = "allocations", request_body = DistributeTarget, responses((status = 200, body = Distribution)), security(("bearer" = ["allocations:write"])))]
#[post("/distributions")]
pub async fn distribute_target(
    command: Command<perm::AllocationsWrite>,
    body: Body<DistributeTarget>,
) -> Result<Answer> {
    command.tell(async |uow, scope| service::distribute(uow, scope, &body.0).await).await
}

/// Reconcile a target
///
/// What was allocated, accepted, disputed, committed to and reported, with gaps and over-allocation, down every level,
/// as far as the caller sees the shares and plans.
#[utoipa::path(tag = "allocations", responses((status = 200, body = Reconciliation)), security(("bearer" = ["allocations:read"])))]
#[get("/targets/{id}/reconciliation")]
pub async fn reconcile_target(
    can: Can<perm::AllocationsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<Reconciliation>> {
    let db = &can.state.db;
    let found = db.read_together(async |tx| reconciliation::find(tx, &can.scope, *id).await).await?;
    db.figures(|figures| found.told(figures)).await.map(Listed::new)
}
