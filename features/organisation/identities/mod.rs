//! Who accounts are at the ministry's single sign-on. An administrator who looks after the account links it to a subject (`sub`) of
//! the provider (`iss`), or hands the person a secret for it; somebody there is one account here. Nothing that the provider says of
//! names or addresses links anybody. A link that is removed ends every session of its account.
mod dto;
pub mod events;
mod invitations;
mod routes;
mod service;

use base::http::handlers::Handlers;
pub use invitations::forget_old;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_user_identities)
        .service(routes::link_user_identity)
        .service(routes::remove_user_identity)
        .service(routes::invite_user_identity)
        .service(routes::accept_identity_invitation);
}
