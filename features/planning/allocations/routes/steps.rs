//! HTTP for the steps of a share's life.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch},
    kernel::{error::Result, policy::perm, reason::Reason},
};
use uuid::Uuid;

use crate::allocations::{
    dto::{AcceptAllocation, AdjustAllocation, AllocationView, DisputeAllocation},
    service,
};

/// Accept a share
///
/// By the head of the unit that it is given to, who names what was seen.
#[utoipa::path(tag = "allocations", params(IfMatch), request_body = AcceptAllocation, responses((status = 200, body = AllocationView)), security(("bearer" = ["allocations:answer"])))]
#[post("/allocations/{id}/accept")]
pub async fn accept_allocation(
    command: Command<perm::AllocationsAnswer>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AcceptAllocation>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::accept(uow, scope, *id, if_match, &body.0).await).await
}

/// Dispute a share
///
/// By the head of the unit that it is given to, who names what was seen, with a reason.
#[utoipa::path(tag = "allocations", params(IfMatch), request_body = DisputeAllocation, responses((status = 200, body = AllocationView)), security(("bearer" = ["allocations:answer"])))]
#[post("/allocations/{id}/dispute")]
pub async fn dispute_allocation(
    command: Command<perm::AllocationsAnswer>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<DisputeAllocation>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::dispute(uow, scope, *id, if_match, &body.0).await).await
}

/// Adjust a share
///
/// By the unit that allocates, with a reason: other amounts, which wait for an answer again.
#[utoipa::path(tag = "allocations", params(IfMatch), request_body = AdjustAllocation, responses((status = 200, body = AllocationView)), security(("bearer" = ["allocations:write"])))]
#[post("/allocations/{id}/adjust")]
pub async fn adjust_allocation(
    command: Command<perm::AllocationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AdjustAllocation>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::adjust(uow, scope, *id, if_match, &body.0).await).await
}

/// Withdraw a share
///
/// By the unit that allocates, with a reason. It counts no more.
#[utoipa::path(tag = "allocations", params(IfMatch), request_body = Reason, responses((status = 200, body = AllocationView)), security(("bearer" = ["allocations:write"])))]
#[post("/allocations/{id}/withdraw")]
pub async fn withdraw_allocation(
    command: Command<perm::AllocationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::withdraw(uow, scope, *id, if_match, &body.0).await).await
}
