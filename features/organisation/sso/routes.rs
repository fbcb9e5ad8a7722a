//! HTTP for signing in by the single sign-on.
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE},
    post,
    web::Data,
};
use base::{
    http::{
        auth::Anyone,
        body::Body,
        edge,
        query::{NoParams, Params},
        sso::{
            Sso,
            sign_in::{Answer, Client, Ties},
        },
        state::AppState,
    },
    kernel::{
        digest,
        error::{Code, Error, Result},
    },
    store::db::{Actor, Uow},
};
use entity::sso_sign_in;
use reqwest::Url;
use secrecy::ExposeSecret;

use super::{
    dto::{Answered, Begin, Fetch},
    service::{self, Secrets},
};
use crate::auth::{self, Tokens};

/// Begin to sign in by the single sign-on
///
/// For a browser, which is sent on to the identity provider and comes back to a registered address of the portal with a `code` that is good
/// once and for a minute (`POST /auth/sso/tokens`), or with an `error`. The portal keeps the verifier of its `code_challenge`. A portal
/// that signs people in at the provider itself needs none of this: its access tokens are taken as they are.
#[utoipa::path(tag = "auth", params(Begin), responses((status = 303, description = "On to the identity provider.")), security(()))]
#[get("/auth/sso/start")]
pub async fn begin_sso_sign_in(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    params: Params<Begin>,
) -> Result<HttpResponse> {
    let sso = sso(&state)?;
    let (client, begin) = (sso.client()?, &params.0);
    if !client.returns.contains(&begin.return_to) {
        return Err(Error::new(Code::ReturnNotRegistered));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    if begin.code_challenge.len() != 43 || !begin.code_challenge.bytes().all(plain) {
        return Err(Error::with(Code::InvalidParameter, "code_challenge"));
    }
    let (secret, browser) = (digest::random_text::<32>()?, digest::random_text::<32>()?);
    // The provider is asked before anything is kept.
    let at = sso.address(&secret, &Ties::of(&browser, &secret), &state.clock).await?;
    let secrets = Secrets { state: &secret, browser: &browser };
    let wanted = (begin.return_to.as_str(), begin.code_challenge.as_str());
    let keep = async |uow: &Uow| service::begin(uow, &secrets, wanted).await;
    state.db.write(&Actor::system(&edge::trace_id(&req)), keep).await?;
    Ok(sent_on(&at, &cookie(client, &browser, 600)))
}

/// Come back from the single sign-on
///
/// The identity provider sends the browser here, and nobody else calls it. The browser that has begun the sign-in, and no other, is sent
/// on to the portal: with a `code`, or with an `error`, which is `access_denied` where the provider has signed nobody in, and else
/// the code of the problem: `identity_not_linked`, `invalid_token` or `unavailable`.
#[utoipa::path(tag = "auth", params(Answered), responses((status = 303, description = "On to the portal.")), security(()))]
#[get("/auth/sso/callback")]
pub async fn finish_sso_sign_in(_: Anyone, req: HttpRequest, state: Data<AppState>) -> Result<HttpResponse> {
    let (answered, sso) = (Answered::read(&req)?, sso(&state)?);
    let client = sso.client()?;
    let over = || Error::new(Code::SignInOver);
    let (secret, browser) = answered.state.as_deref().zip(of_browser(&req, client)).ok_or_else(over)?;
    let secrets = Secrets { state: secret, browser };
    let take_up = async |uow: &Uow| service::take_up(uow, &secrets).await;
    let begun = state.db.write(&Actor::system(&edge::trace_id(&req)), take_up).await?.ok_or_else(over)?;
    let (name, value) = match outcome(&req, (&state, sso), &answered, (&secrets, &begun)).await {
        Ok(Some(code)) => ("code", code),
        Ok(None) => ("error", "access_denied".to_owned()),
        Err(e) if e.code == Code::Internal => return Err(e),
        Err(e) => ("error", e.code.spec().slug.to_owned()),
    };
    let mut to = Url::parse(&begun.return_address).map_err(Error::internal)?;
    to.query_pairs_mut().append_pair(name, &value);
    Ok(sent_on(to.as_str(), &cookie(client, "", 0)))
}

/// Fetch the session of a single sign-on
///
/// By the portal, with the `code` that its return address was called with and the verifier of its challenge. It answers what signing in by a
/// password does: the access token and the refresh token of a session. A code is good once, whatever came with it.
#[utoipa::path(tag = "auth", request_body = Fetch, responses((status = 200, body = Tokens)), security(()))]
#[post("/auth/sso/tokens")]
pub async fn fetch_sso_tokens(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    _: NoParams,
    body: Body<Fetch>,
) -> Result<HttpResponse> {
    sso(&state)?.client()?;
    let shown = (body.0.code.expose_secret(), body.0.code_verifier.expose_secret());
    let redeem = async |uow: &Uow| service::redeem(uow, shown, state.demo_mode).await;
    let carried = state.db.write(&Actor::system(&edge::trace_id(&req)), redeem).await?;
    auth::answer(&state, carried.ok_or_else(|| Error::new(Code::SignInOver))?)
}

fn sso(state: &AppState) -> Result<&Sso> {
    state.sso.as_deref().ok_or_else(|| Error::new(Code::SsoNotConfigured))
}

/// The code for the portal; none where the provider has signed nobody in. No transaction waits for the provider.
async fn outcome(
    req: &HttpRequest,
    (state, sso): (&AppState, &Sso),
    answered: &Answered,
    (secrets, begun): (&Secrets<'_>, &sso_sign_in::Model),
) -> Result<Option<String>> {
    let Some(code) = answered.code.as_deref().filter(|_| answered.error.is_none()) else { return Ok(None) };
    let ties = Ties::of(secrets.browser, secrets.state);
    let answer = Answer { code, issuer: answered.iss.as_deref() };
    let said = sso.identified(&answer, &ties, &state.clock).await?;
    let snapshot = state.db.latest_snapshot().await?;
    let identity = snapshot.access.identity(&sso.settings.issuer, &said.subject);
    let identity = identity.ok_or_else(|| Error::new(Code::IdentityNotLinked))?;
    let hand_out = async |uow: &Uow| service::hand_out(uow, begun, (identity, said.strong)).await;
    state.db.write(&Actor::system(&edge::trace_id(req)), hand_out).await.map(Some)
}

/// A browser keeps a cookie of the first name from every other host, and from pages that came in clear.
fn name(client: &Client) -> &'static str {
    if client.callback.starts_with("https:") { "__Host-thidua-sso" } else { "thidua-sso" }
}

fn cookie(client: &Client, value: &str, seconds: u32) -> String {
    let secure = if client.callback.starts_with("https:") { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", name(client))
}

fn of_browser<'a>(req: &'a HttpRequest, client: &Client) -> Option<&'a str> {
    let pairs = req.headers().get_all(COOKIE).filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    let mut named = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(of, _)| *of == name(client));
    named.next().map(|(_, value)| value)
}

fn sent_on(to: &str, cookie: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, to))
        .insert_header((SET_COOKIE, cookie))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}
