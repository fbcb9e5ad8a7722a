//! Users and their assignments: who may sign in, and in which role at which unit between which days.
//!
//! Administrators look after them within their part of the tree, and see nobody else's (`repo::looked_after`); who has a role
//! where a function of the sector is carried out is the ministry's to look after (`Scope::administers`). A role is never
//! deleted, it ends; nobody changes a role of its own. The ministry always has an administrator. A password that an
//! administrator sets is a one-time password: it opens nothing but the way to another one.
mod administrators;
pub mod dto;
pub mod events;
mod imports;
mod inheritance;
pub mod repo;
mod routes;
pub mod service;

use base::http::handlers::Handlers;
pub use inheritance::Inheritance;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_users)
        .service(routes::imports::import_users)
        .service(routes::imports::get_users_template)
        .service(routes::imports::import_assignments)
        .service(routes::imports::get_assignments_template)
        .service(routes::create_user)
        .service(routes::get_user)
        .service(routes::update_user)
        .service(routes::remove_second_factor)
        .service(routes::list_assignments)
        .service(routes::create_assignment)
        .service(routes::update_assignment)
        .service(routes::delegations::list_delegations)
        .service(routes::delegations::create_delegation)
        .service(routes::delegations::revoke_delegation);
}
