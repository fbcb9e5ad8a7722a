//! The journal (nhật ký) for those who may read it: a unit its own, administrators the technical part, the
//! data-protection officer all of it without the content of dossiers.
mod dto;
pub mod events;
mod repo;
mod routes;

use utoipa_actix_web::service_config::ServiceConfig;

pub use dto::EventName;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list_journal);
}
