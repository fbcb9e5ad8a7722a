//! Consolidations (tổng hợp báo cáo): what the units that report to one unit have reported for a period, as one.
//!
//! A consolidation follows one reporting line: it names every unit that owes its report to this one, those without an accepted
//! report and those that need not report too, and of the others the exact versions that it adds up. What is missing is seen, and
//! never zero. It counts the reports of the next level only, each with what that has itself consolidated from below, so that
//! nothing is counted twice. Once issued it stays what it is; when a source changes it is `stale`, says what has changed, and the
//! next version takes its place; a stale one is used in no report, and no report that uses one is signed. The unit takes the
//! figures of below into its own report, where they stand beside its own and are nobody's own figures anywhere else.
mod cache;
mod compute;
pub mod dto;
pub mod events;
mod paper;
mod repo;
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
pub use cache::Cache;
use rules::ConsolidationAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_consolidations)
        .service(routes::create_consolidation)
        .service(routes::get_consolidation)
        .service(routes::refresh_consolidation)
        .service(routes::issue_consolidation)
        .service(routes::use_consolidation);
}

/// What a caller may do with a consolidation.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<ConsolidationAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
