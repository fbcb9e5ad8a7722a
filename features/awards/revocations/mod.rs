//! Revocations (hủy bỏ danh hiệu, hình thức khen thưởng): `proposed → revoked → recovered`, or `dismissed`.
//!
//! Whoever proposes it names one award, the ground as the law of the day calls it, and the conclusion that it rests on. Only
//! whoever granted the award revokes it (Law 06/2022/QH15, article 93, clause 8); the other awards of the decision stand. What has
//! to come back – the artefact, the money – is a row of the law. A dossier that counted the award is told, not changed.
pub mod dto;
pub mod events;
mod inheritance;
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
pub use inheritance::Inheritance;
use rules::RevocationAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_revocations)
        .service(routes::propose_revocation)
        .service(routes::get_revocation)
        .service(routes::revoke_award)
        .service(routes::dismiss_revocation)
        .service(routes::recover_award);
}

/// What a caller may do with a revocation.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<RevocationAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
