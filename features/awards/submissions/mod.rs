//! Submissions (tờ trình): several dossiers that go up under one document, in the order in which their unit ranks them.
//!
//! A unit submits its own reviewed dossiers, and forwards those from below that it has appraised: each takes the step that
//! it would take alone, all of them or none. What was sent does not change; what becomes of each dossier is its own affair.
pub mod dto;
pub mod events;
mod repo;
mod routes;
pub mod service;
mod view;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_submissions).service(routes::create_submission).service(routes::get_submission);
}
