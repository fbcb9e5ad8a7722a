//! Snapshots: all rows of a resource that a caller sees, from one state of the database, each as `GET` of a single one answers
//! it. The last line tells how many there are, their digest, and where the feed goes on from that state.
//!
//! The rows go to a file of this machine as fast as the database gives them, and from there to the client as fast as that
//! takes them: so a slow client holds no connection of the database, and no snapshot is ever in memory.
mod dto;
mod routes;
mod spool;
mod write;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_snapshot);
}
