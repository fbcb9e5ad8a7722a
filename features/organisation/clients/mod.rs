//! Machine clients: portals, dashboards and other systems that sign in as themselves (`oauth`).
//!
//! Administrators make and look after them for the units of their part of the tree, and see nobody else's; those of a unit that
//! carries out a function of the sector are the ministry's (`Scope::administers`). A client is given
//! scopes (`policy::FOR_MACHINES`) and units: there it reads and prepares, and never does what only a person does. Its rights
//! at a unit end with the unit; whoever takes over has a client of its own. Suspended, revoked or out of its days, it is out at
//! once, with the tokens it holds; so is what was got with a secret that is revoked.
mod dto;
pub mod events;
mod keys;
pub mod repo;
mod routes;
mod rules;
mod service;
mod usage;

use base::http::handlers::Handlers;
pub use dto::MachineScope;
pub use keys::PublicKey;
pub use usage::{forget_old, write_down};

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_clients)
        .service(routes::create_client)
        .service(routes::get_client)
        .service(routes::update_client)
        .service(routes::add_client_secret)
        .service(routes::revoke_client_secret)
        .service(routes::add_client_key)
        .service(routes::revoke_client_key)
        .service(routes::list_client_usage);
}
