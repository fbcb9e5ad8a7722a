//! HTTP for machine clients that sign in.
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, PRAGMA},
    post,
    web::Data,
};
use base::{
    http::{
        auth::{ACCESS_TOKEN_LIFE, Anyone, scope_text},
        form::Form,
        query::NoParams,
        state::AppState,
    },
    kernel::{error::Result, policy::FOR_MACHINES},
};

use super::{
    assertion,
    dto::{
        AuthorizationServer, ClientToken, Introspection, IntrospectionRequest, OAuthError, OAuthErrorCode, TokenRequest,
    },
    refusal::Stop,
    service,
};
use crate::{auth::Throttle, clients::MachineScope};

const GRANT: &str = "client_credentials";
const METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

/// Sign in as a machine
///
/// OAuth 2.0 client credentials (RFC 6749, section 4.4): the secret in `Authorization: Basic` or in the body, or an assertion that the client has
/// signed (`private_key_jwt`, RFC 7523). The token holds what
/// the client was given or, on request, less; it lives ten minutes, and there is no refresh token. Tries have the limits of
/// signing in, by client and address.
#[utoipa::path(tag = "auth", request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"), responses((status = 200, body = ClientToken), (status = 401, body = OAuthError)), security(("client_secret_basic" = []), ()))]
#[post("/oauth/token")]
pub async fn get_client_token(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    _: NoParams,
    form: Form,
) -> Result<HttpResponse> {
    match token(&req, &state, &throttle, &form).await {
        Ok(token) => Ok(kept_by_nobody().json(token)),
        Err(stop) => stop.answer(),
    }
}

async fn token(req: &HttpRequest, state: &AppState, throttle: &Throttle, form: &Form) -> Result<ClientToken, Stop> {
    match form.one("grant_type")? {
        Some(GRANT) => {}
        Some(_) => return Err(Stop::Refused(OAuthErrorCode::UnsupportedGrantType, "only client_credentials")),
        None => return Err(Stop::Refused(OAuthErrorCode::InvalidRequest, "grant_type is missing")),
    }
    let scope = form.one("scope")?;
    let machine = service::recognised(state, throttle, (req, form)).await?;
    let machine = service::narrowed(machine, scope)?;
    Ok(ClientToken {
        access_token: state.auth.issue_to_machine(&machine, state.clock.now())?,
        token_type: "Bearer",
        expires_in: ACCESS_TOKEN_LIFE.num_seconds(),
        scope: scope_text(&machine.permissions),
    })
}

fn kept_by_nobody() -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
    response
}

/// What a token of mine is worth
///
/// Token introspection (RFC 7662), of tokens of the client that asks: of any other it is told that it is worth nothing, as of one
/// that has expired or was never given.
#[utoipa::path(tag = "auth", request_body(content = IntrospectionRequest, content_type = "application/x-www-form-urlencoded"), responses((status = 200, body = Introspection), (status = 401, body = OAuthError)), security(("client_secret_basic" = []), ()))]
#[post("/oauth/introspect")]
pub async fn introspect_token(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    _: NoParams,
    form: Form,
) -> Result<HttpResponse> {
    match introspected(&req, &state, &throttle, &form).await {
        Ok(told) => Ok(kept_by_nobody().json(told)),
        Err(stop) => stop.answer(),
    }
}

async fn introspected(
    req: &HttpRequest,
    state: &AppState,
    throttle: &Throttle,
    form: &Form,
) -> Result<Introspection, Stop> {
    let missing = Stop::Refused(OAuthErrorCode::InvalidRequest, "token is missing");
    let token = form.one("token")?.ok_or(missing)?;
    let machine = service::recognised(state, throttle, (req, form)).await?;
    Ok(service::introspected(state, &machine, token).await?)
}

/// How machines sign in
///
/// Authorization server metadata (RFC 8414).
#[utoipa::path(tag = "auth", responses((status = 200, body = AuthorizationServer)), security(()))]
#[get("/.well-known/oauth-authorization-server")]
pub async fn get_authorization_server(_: Anyone, state: Data<AppState>, _: NoParams) -> HttpResponse {
    let issuer = state.auth.issuer();
    let at = |path: &str| format!("{}{path}", issuer.trim_end_matches('/'));
    let told = AuthorizationServer {
        issuer: issuer.to_owned(),
        token_endpoint: at("/api/v1/oauth/token"),
        jwks_uri: at("/.well-known/jwks.json"),
        scopes_supported: FOR_MACHINES.iter().map(|permission| MachineScope(*permission)).collect(),
        response_types_supported: vec![],
        grant_types_supported: vec![GRANT],
        token_endpoint_auth_methods_supported: METHODS.to_vec(),
        token_endpoint_auth_signing_alg_values_supported: assertion::ALGORITHMS.to_vec(),
        introspection_endpoint: at("/api/v1/oauth/introspect"),
        introspection_endpoint_auth_methods_supported: METHODS.to_vec(),
        introspection_endpoint_auth_signing_alg_values_supported: assertion::ALGORITHMS.to_vec(),
        service_documentation: at("/docs/"),
    };
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(told)
}
