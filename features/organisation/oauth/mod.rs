//! How machine clients sign in: OAuth 2.0 client credentials (RFC 6749, section 4.4), with metadata (RFC 8414).
//!
//! A token is of the same kind as that of a person (RFC 9068) and lives as long; there is no refresh token, the client asks
//! again. It holds the scopes of the client or, on request, fewer. A client shows a secret, or signs what it says of itself (RFC 7523)
//! with a key of which the service knows the public half; each assertion is good once. Errors are those of the standard, not
//! problem details. What a token of its own is worth now a client learns by introspection (RFC 7662).
mod assertion;
mod credentials;
mod dto;
mod refusal;
mod routes;
mod service;

pub use assertion::forget_old;
use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_client_token).service(routes::introspect_token);
}

pub fn configure_well_known(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_authorization_server);
}
