//! Reporting schedules (chế độ báo cáo): which periods a movement has, who reports for them, until when, and to whom.
//!
//! `draft → active → superseded`, or `withdrawn`. A schedule is previewed before it is activated; then it makes the periods
//! that it says. Which days a period has and when it is due, the rules of a regime say, or the schedule itself. Another one
//! that takes its place acts from the next period on: what has begun never changes.
pub mod dto;
pub mod events;
mod outline;
mod paper;
mod repo;
mod routes;
pub mod rules;
mod service;
mod terms;
mod view;

use base::{
    http::{handlers::Handlers, state::AppState},
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
};
pub use repo::Found;
use rules::ScheduleAction;
pub use terms::{Terms, terms};
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_reporting_schedules)
        .service(routes::create_reporting_schedule)
        .service(routes::get_reporting_schedule)
        .service(routes::update_reporting_schedule)
        .service(routes::preview_reporting_schedule)
        .service(routes::activate_reporting_schedule)
        .service(routes::withdraw_reporting_schedule);
}

/// What a caller may do with a schedule.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<ScheduleAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
