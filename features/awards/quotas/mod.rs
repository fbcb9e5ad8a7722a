//! Quotas (chỉ tiêu khen thưởng): how many awards of a form the subjects of a unit, and of those below it, may get in a review of
//! a movement. Whoever launched the movement gives places by a document, to many units at once; what another document says of
//! the same form, kind of subject and unit replaces it.
//!
//! Whoever signs or records a decision is held to them, of all levels together; a unit that sends dossiers up, alone or
//! together, to its own and those below. A council that is given no number shares out what is left to its unit.
//! What was granted is counted in the register, so an award that is revoked leaves its place. Places are of one movement: one
//! below it has its own. The places of a unit that ended go over to whoever took over, until a document gives these their own.
pub mod dto;
pub mod events;
mod hold;
mod pools;
mod repo;
mod routes;
mod rules;
pub mod service;
mod view;

use base::http::handlers::Handlers;
pub use hold::{Asked, Key, at_decision, going_up, left_to};

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_award_quotas).service(routes::give_award_quota).service(routes::get_award_quota);
}
