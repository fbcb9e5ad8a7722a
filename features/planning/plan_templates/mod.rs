//! Plan templates (kế hoạch mẫu): what the standing body recommends to a kind of unit in a movement – tasks, measures,
//! targets and words.
//!
//! `draft → published → withdrawn`. Of a movement and a kind of unit one template is published at a time: the next one
//! withdraws it. A unit's draft may begin with the published one; whatever it does differently is shown (`deviation`)
//! and never refused.
mod deviation;
pub mod dto;
pub mod events;
mod paper;
mod repo;
mod routes;
pub mod rules;
mod service;
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
use rules::TemplateAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_plan_templates)
        .service(routes::create_plan_template)
        .service(routes::get_plan_template)
        .service(routes::update_plan_template)
        .service(routes::publish_plan_template)
        .service(routes::withdraw_plan_template)
        .service(routes::get_plan_deviation);
}

/// What a caller may do with a template.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<TemplateAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
