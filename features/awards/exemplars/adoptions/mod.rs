//! Adoptions (nhân rộng): each unit that does what an exemplar shows has a row of its own, with its own results.
//! `running → ended`; what it has achieved stays.
pub mod dto;
mod paper;
pub mod repo;
pub mod rules;
pub mod service;
pub mod view;

use base::{
    http::state::AppState,
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
};
use rules::AdoptionAction;
use uuid::Uuid;

/// What a caller may do with an adoption.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), id).await?;
    Ok(Case::<AdoptionAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
