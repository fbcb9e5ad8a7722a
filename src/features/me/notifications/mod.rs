//! What a unit is told of: a reminder, a paper that came back or was received, a day that was moved. It is what the journal
//! says of the unit's papers anyhow, one entry for all its people; what each of them has read is a row of its own. So a role
//! that is given later finds what its unit was told, and a role that has ended finds nothing.
mod dto;
mod messages;
mod repo;
mod routes;
mod service;

pub use service::forget_old;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list_my_notifications).service(routes::read_my_notifications);
}
