//! Signing in by the ministry's single sign-on for portals that have no sign-in of their own. The browser is sent to the provider
//! (`start`) and comes back here (`callback`), which sends it on to a registered address of the portal with a code that is good once
//! and for a minute. For that code, and the verifier of the challenge it had begun with, the portal fetches a session of this service:
//! no token ever stands in an address, and nobody else's browser or portal can finish what one has begun.
mod dto;
mod routes;
mod service;

use base::http::handlers::Handlers;
pub use service::forget_old;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::begin_sso_sign_in).service(routes::finish_sso_sign_in).service(routes::fetch_sso_tokens);
}
