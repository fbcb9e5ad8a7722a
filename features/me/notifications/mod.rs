//! What a unit is told of: a reminder, a paper that came back or was received, a day that was moved. It is what the journal
//! says of the unit's papers anyhow, one entry for all its people; what each of them has read is a row of its own. So a role
//! that is given later finds what its unit was told, and a role that has ended finds nothing.
mod dto;
mod messages;
mod repo;
mod routes;
mod service;

use base::http::handlers::Handlers;
pub use service::forget_old;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_my_notifications).service(routes::read_my_notifications);
}
