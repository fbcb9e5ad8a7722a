//! The inbox: what waits for the caller – to be signed, sent, received, accepted, answered or written. What a role at a unit
//! may do next is told by the machines of the papers; each kind of paper is found by one query, restricted by the units at
//! which the caller holds the permission of the step.
pub mod dto;
mod find;
mod routes;
mod sources;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_my_tasks);
}
