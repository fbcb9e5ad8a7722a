//! Tokens as they are handed out, however the session was begun.
use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, HeaderValue},
};
use base::{
    http::{auth::ACCESS_TOKEN_LIFE, state::AppState},
    kernel::error::Result,
};

use super::{dto::Tokens, service::Carried};

/// The tokens of a session.
pub fn answer(state: &AppState, carried: Carried) -> Result<HttpResponse> {
    let session = (carried.session_id, carried.means);
    let access_token = state.auth.issue_as(carried.token_id, carried.user.id, session, carried.issued_at)?;
    let tokens = Tokens {
        access_token,
        token_type: "Bearer",
        expires_in: ACCESS_TOKEN_LIFE.num_seconds(),
        refresh_token: carried.refresh_token,
        password_change_required: carried.password_change_required,
        user: carried.user,
    };
    let mut response = HttpResponse::Ok().json(tokens);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
