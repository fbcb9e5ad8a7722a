//! What an inspection recommends (kiến nghị), each with the unit that has to do it and a day: `open → answered → done`, or
//! `dropped` with a reason. They are drafted with the conclusion and made when that is signed.
//!
//! The owner answers with evidence; the inspecting unit checks the answer off or returns it, but nobody who answered does.
//! That one is overdue is told by the clock. An inspection closes when none is open.
pub mod dto;
pub mod events;
mod inheritance;
pub mod paper;
pub mod repo;
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
pub use repo::open_recommendations;
use rules::RecommendationAction;
use uuid::Uuid;
pub use view::state;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_recommendations)
        .service(routes::get_recommendation)
        .service(routes::answer_recommendation)
        .service(routes::return_recommendation)
        .service(routes::check_off_recommendation)
        .service(routes::drop_recommendation);
}

/// What a caller may do with a recommendation.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<RecommendationAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
