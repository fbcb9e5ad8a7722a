//! Plans (kế hoạch): a unit's tasks (nhiệm vụ), targets (chỉ tiêu) and measures (biện pháp) in a movement.
//!
//! `draft → pending_signature → issued → sent → received → in_effect → closed`. The unit issues its plan under its
//! own authority and sends it to be followed and guided: a superior receives it or asks for a supplement, it never
//! approves or rejects. An issued version never changes; `amend` opens the next one, and issuing that one
//! supersedes the one before.
pub mod dto;
mod inheritance;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
mod view;

use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::core::{
    error::Result,
    scope::Scope,
    state::AppState,
    transition::{self, Action},
};

pub use inheritance::Inheritance;
pub use view::{progress_percent, targets_of};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list_plans)
        .service(routes::create_plan)
        .service(routes::get_plan)
        .service(routes::update_plan)
        .service(routes::list_plan_versions)
        .service(routes::children::list_plan_tasks)
        .service(routes::children::add_plan_task)
        .service(routes::children::list_plan_measures)
        .service(routes::children::add_plan_measure)
        .service(routes::children::list_plan_targets)
        .service(routes::children::add_plan_target)
        .service(routes::steps::request_plan_signature)
        .service(routes::steps::return_plan_to_draft)
        .service(routes::steps::issue_plan)
        .service(routes::steps::send_plan)
        .service(routes::steps::receive_plan)
        .service(routes::steps::request_plan_supplement)
        .service(routes::steps::amend_plan)
        .service(routes::steps::close_plan)
        .service(routes::steps::cancel_plan);
}

/// What a caller may do with a plan.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(transition::actions(rules::STEPS, &view::current(&found), scope))
}
