//! Why somebody may do a thing, or may not: for the administrators who look after the account.
//!
//! An administrator gives roles and is asked why they do not do. It reads no dossiers, so what is told here is made of ids, roles, days,
//! states and codes: whose paper it is and where it stands, which guard refuses and never what it has found, no title, no figure, no
//! name of whoever wrote. Of people, units and papers outside of the administrator's part of the tree there is nothing to ask. That
//! it has asked stands in the journal (`access.explained`).
//!
//! What is told is what the action itself would find: the same scope is made of the person's rights, the same `Case` goes its way, and
//! writes down the links as it goes (`kernel/transition/begin.rs`). The way ends at the first link that does not hold.
mod dto;
mod explain;
mod owners;
mod repo;
mod routes;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::explain_access).service(routes::who_can);
}
