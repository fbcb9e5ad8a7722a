//! Guidance (hướng dẫn) to units below: `draft → issued`, and `withdrawn` from either.
//!
//! An officer drafts it for chosen units, for kinds of units or for whole tiers below; the head signs it. By then the
//! addressees are fixed as a list, which later changes of the organisation leave as it is: who took over from an addressee
//! reads it, gives its receipt and asks in its place. A receipt is an addressed unit's own, and says which version was
//! read. Guidance may amend or replace guidance that was issued before; each names the other.
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
pub use repo::unread;
use rules::GuidanceAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_guidance)
        .service(routes::create_guidance)
        .service(routes::get_guidance)
        .service(routes::update_guidance)
        .service(routes::issue_guidance)
        .service(routes::withdraw_guidance)
        .service(routes::read_guidance)
        .service(routes::list_guidance_addressees)
        .service(routes::attachments::list_guidance_attachments)
        .service(routes::attachments::attach_guidance_file)
        .service(routes::attachments::get_guidance_attachment)
        .service(routes::attachments::detach_guidance_file);
}

/// What a caller may do with guidance.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let paper = paper::of(state.db.read(), scope, id).await?;
    Ok(Case::<GuidanceAction>::of(&paper, state.db.read(), scope).await?.actions(scope))
}
