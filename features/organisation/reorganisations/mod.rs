//! Reorganisations (sắp xếp tổ chức): documents that change the organisation on a day.
//!
//! `draft → previewed → scheduled → applied → undone`, or `cancelled`. The steps of a document say which units merge,
//! split, move, change their names or end. What becomes of plans, reports, nominations and accounts each feature says
//! itself (`store::inheritance`); here nobody knows them. A preview really does everything and rolls it back; its
//! digest has to be given to apply it. Whoever does not administer all the units that a document names does not see it.
mod check;
pub mod dto;
pub mod events;
mod left;
mod paper;
mod reach;
mod repo;
mod resolve;
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
use rules::ReorganisationAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_reorganisations)
        .service(routes::create_reorganisation)
        .service(routes::get_reorganisation)
        .service(routes::update_reorganisation)
        .service(routes::list_reorganisation_effects)
        .service(routes::preview_reorganisation)
        .service(routes::apply_reorganisation)
        .service(routes::cancel_reorganisation)
        .service(routes::undo_reorganisation);
}

/// What a caller may do with a reorganisation.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<ReorganisationAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
