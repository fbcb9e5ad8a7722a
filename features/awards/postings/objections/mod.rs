//! Objections (ý kiến phản ánh) to what is posted: `open → upheld`, `dismissed` or `withdrawn`.
//!
//! Anybody raises one while the list is posted, and writes on in its thread with the secret that was told once. An officer of
//! the unit that posted answers; its head, who did not answer, decides. The thread is read by that unit and by whoever has
//! the secret, and it shows nothing of the dossiers.
pub mod dto;
pub mod outside;
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
use rules::ObjectionAction;
use uuid::Uuid;

/// What a caller may do with an objection.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<ObjectionAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
