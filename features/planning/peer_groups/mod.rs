//! Groups of peers (cụm, khối thi đua): units that are measured against each other. The standing body forms and ends them by
//! documents; who belongs to one stays as long as it is there.
pub mod dto;
pub mod events;
mod inheritance;
pub mod repo;
mod routes;
mod service;

use base::http::handlers::Handlers;
pub use inheritance::Inheritance;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_peer_groups)
        .service(routes::create_peer_group)
        .service(routes::get_peer_group)
        .service(routes::end_peer_group);
}
