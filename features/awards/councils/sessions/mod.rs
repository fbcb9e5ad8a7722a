//! Sessions of a council: `planned → open → closed → concluded`, with `casting` before the close of a ballot by tokens, and
//! `cancelled` before its minutes are signed.
//!
//! The secretary makes the agenda of dossiers that the unit has appraised, records who takes part and opens the session once
//! there is a quorum. Whoever is proposed, leads the unit of a dossier, or says that it has an interest, neither votes on that
//! dossier nor reads it; shares are of all members all the same. Members vote openly, each once; or secretly on paper, and
//! then the service learns totals only, which two tellers enter one after the other and alike; or secretly by tokens
//! (`ballots.rs`), where the council's regulation allows it. Absent members may give a signed opinion in writing. The close
//! counts by the rule of the day of the session (`count.rs`) and makes the minutes, which the chair signs. A dossier whose form needs a ballot is proposed once a closed session has passed it.
pub mod attachments;
pub mod ballots;
pub mod dto;
pub mod minutes;
pub mod paper;
pub mod planning;
pub mod repo;
pub mod rules;
pub mod service;
pub mod tokens;
mod view;
pub mod votes;
pub mod waiting;

use base::{
    http::state::AppState,
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
};
use rules::SessionAction;
use uuid::Uuid;
pub use view::{agenda, one_item, whole};

/// What a caller may do with a session.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let paper = paper::of(state.db.read(), scope, id).await?;
    Ok(Case::<SessionAction>::of(&paper, state.db.read(), scope).await?.actions(scope))
}
