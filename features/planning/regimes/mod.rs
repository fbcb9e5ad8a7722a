//! What people decide about the law as data: which rows have to be confirmed, whether a regime that waits for confirmation is
//! applied, and values of the configuration.
//!
//! A row of the law is never changed here: it comes with an edition of the program. A value that is not law is changed by
//! the standing body or the ministry with a document: the row that held ends, and another one begins. Both stay.
pub mod dto;
pub mod events;
mod repo;
mod routes;
mod rules;
mod service;
mod to_confirm;
mod view;

use base::http::handlers::Handlers;
pub use service::{cite_own, configures, give_ballot};

/// Before the law's own: `to-confirm` is no code of a regime.
pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_rules_to_confirm)
        .service(routes::switch_regime)
        .service(routes::list_rule_revisions)
        .service(routes::revise_rule)
        .service(routes::get_rule_revision);
}
