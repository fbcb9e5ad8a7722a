//! Sign-in: a password, and a code of whoever has a second factor, for an access token (JWT, ten minutes) and a rotating refresh token.
//!
//! A session begins at sign-in and ends at sign-out, after thirty days, after a week without use, or as soon as a
//! refresh token is used a second time (RFC 9700, section 4.14).
mod answer;
mod dto;
pub mod events;
mod routes;
mod service;
mod throttle;

pub use answer::answer;
use base::http::handlers::Handlers;
pub use dto::{Jwk, Tokens};
pub use service::{
    Carried, end_all as end_sessions, end_others as end_other_sessions, forget_old, start as start_session, with_code,
};
pub use throttle::Throttle;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::login).service(routes::refresh).service(routes::logout);
}

pub fn configure_well_known(cfg: &mut Handlers<'_>) {
    cfg.service(routes::jwks);
}
