//! Allocations (phân bổ chỉ tiêu): a unit gives lower units shares of a target of its plan, and each answers its share
//! with a target of its own.
//!
//! `proposed → accepted | disputed → adjusted | withdrawn`. The unit that allocates proposes, adjusts and withdraws;
//! the unit that a share is given to accepts or disputes what it has seen, while a plan that has the target is open. A
//! share follows its target through the versions of the plan, and says what the newest of them says that was sent: what
//! is still being drafted is nobody else's to read. How shares, commitments and reports meet, down every level, is the reconciliation.
mod amounts;
pub mod dto;
pub mod events;
mod inheritance;
mod paper;
mod reconciliation;
mod repo;
mod reported;
mod routes;
pub mod rules;
pub mod service;
mod view;

use base::{
    http::{handlers::Handlers, state::AppState},
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
};
pub use inheritance::Inheritance;
use rules::AllocationAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_allocations)
        .service(routes::create_allocation)
        .service(routes::distribute_target)
        .service(routes::get_allocation)
        .service(routes::reconcile_target)
        .service(routes::steps::accept_allocation)
        .service(routes::steps::dispute_allocation)
        .service(routes::steps::adjust_allocation)
        .service(routes::steps::withdraw_allocation);
}

/// What a caller may do with a share.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<AllocationAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
