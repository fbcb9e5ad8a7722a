//! HTTP for signing in and out.
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, HeaderValue},
    post,
    web::Data,
};
use base::{
    http::{
        auth::{Anyone, WithAnyPassword},
        body::Body,
        client, edge,
        query::NoParams,
        state::AppState,
    },
    kernel::error::{Code, Error, Result},
    store::db::{Actor, Uow},
};
use entity::session;
use sea_orm::EntityTrait;
use secrecy::ExposeSecret;

use super::{
    answer::answer,
    dto::{JwkSet, Login, Refresh, Tokens},
    events::SessionEvent,
    service::{self, Carried, Refreshed},
    throttle::Throttle,
};

/// Sign in
///
/// After five failures from one address the wait doubles with each further one, for existing accounts and for others
/// alike. A try counts when it begins: many at once are as many tries. An account with a second factor answers 401
/// `otp_required` to its password alone: send it again with `otp`. With a one-time password, which an administrator
/// set, the tokens are good for nothing but `POST /me/password` and signing out; all else answers 403
/// `password_change_required`.
#[utoipa::path(tag = "auth", request_body = Login, responses((status = 200, body = Tokens)), security(()))]
#[post("/auth/login")]
pub async fn login(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<Login>,
) -> Result<HttpResponse> {
    let username = body.0.username.to_lowercase();
    let attempt = throttle.begin(&username, client::address(&req), state.clock.now())?;
    match signed_in(&req, &state, &username, &body.0).await {
        Ok(carried) => {
            throttle.succeeded(attempt);
            answer(&state, carried)
        }
        Err(e) if matches!(e.code, Code::InvalidCredentials | Code::OtpRequired | Code::InvalidOtp) => Err(e),
        Err(e) => {
            throttle.withdrawn(attempt);
            Err(e)
        }
    }
}

async fn signed_in(req: &HttpRequest, state: &AppState, username: &str, given: &Login) -> Result<Carried> {
    let user = service::recognise(state, username, &given.password).await?;
    let user = user.ok_or_else(|| Error::new(Code::InvalidCredentials))?;
    let (keys, otp) = (state.keys.now(), given.otp.as_ref());
    let actor = Actor::person(user.id, edge::trace_id(req));
    let start = async |uow: &Uow| {
        let means = service::means(uow, (&user, state.second_factor), otp, &keys).await?;
        service::start(uow, &user, means).await
    };
    state.db.write(&actor, start).await
}

/// Renew the access token
///
/// Gives a new refresh token with it. The old one, used again within 30 seconds, gives the same answer again, for who
/// lost it; later, or once the new one was used, it ends the session.
#[utoipa::path(tag = "auth", request_body = Refresh, responses((status = 200, body = Tokens)), security(()))]
#[post("/auth/refresh")]
pub async fn refresh(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    _: NoParams,
    body: Body<Refresh>,
) -> Result<HttpResponse> {
    let token = body.0.refresh_token.expose_secret();
    let actor = Actor::system(&edge::trace_id(&req));
    let refreshed = state.db.write(&actor, async |uow| service::refresh(uow, token, state.demo_mode).await).await?;
    match refreshed {
        Refreshed::Carried(carried) => answer(&state, carried),
        Refreshed::Reused => Err(Error::new(Code::InvalidToken)),
    }
}

/// Sign out
///
/// Ends the session of the access token, and every token of that session.
#[utoipa::path(tag = "auth", responses((status = 204)), security(("bearer" = [])))]
#[post("/auth/logout")]
pub async fn logout(caller: WithAnyPassword, _: NoParams) -> Result<HttpResponse> {
    let WithAnyPassword(caller) = caller;
    let session = session::Entity::find_by_id(caller.claims.sid).one(caller.state.db.primary()).await?;
    if let Some(session) = session.filter(|session| session.revoked_at.is_none()) {
        let event = SessionEvent::Ended { user_id: session.user_id };
        let end = async |uow: &_| service::end(uow, session.clone(), event).await;
        caller.state.db.write(&caller.actor, end).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Public keys
///
/// They verify access tokens. A key is published before it signs and after it has stopped signing.
#[utoipa::path(tag = "auth", responses((status = 200, body = JwkSet)), security(()))]
#[get("/.well-known/jwks.json")]
pub async fn jwks(_: Anyone, state: Data<AppState>, _: NoParams) -> HttpResponse {
    let mut response = HttpResponse::Ok().json(state.auth.jwks());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}
