//! The journal (nhật ký) for those who may read it: a unit its own, administrators the technical part, the
//! data-protection officer all of it without the content of dossiers.
mod dto;
pub mod events;
mod repo;
mod routes;

use base::http::handlers::Handlers;
pub use dto::EventName;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_journal);
}
