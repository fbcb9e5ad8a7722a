//! What a token of the provider says, and whether it is good now and meant for this service.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

use super::{Settings, keys::Key};
use crate::{
    http::auth::names_critical,
    kernel::error::{Code, Error, Result},
};

/// By so much two clocks may differ.
const SKEW: i64 = 30;
/// However long the provider says that a token is good: nobody can take it back.
const LONGEST: i64 = 3600;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Value,
    exp: i64,
    nbf: Option<i64>,
    iat: i64,
    /// To whom it was given: `azp` of OpenID Connect, `client_id` of RFC 9068.
    azp: Option<String>,
    client_id: Option<String>,
    nonce: Option<String>,
    acr: Option<String>,
    #[serde(default)]
    amr: Vec<String>,
}

/// What a token is shown for.
#[derive(Clone, Copy)]
pub enum Purpose<'a> {
    /// An access token for this API.
    Access,
    /// An ID token that answers a sign-in which this service has begun, with the nonce of that one.
    SignIn { client_id: &'a str, nonce: &'a str },
}

/// Who it is, as the provider knows it.
#[derive(Clone, Debug)]
pub struct Said {
    pub subject: String,
    pub issued: i64,
    pub expires: i64,
    /// More than one factor was used there.
    pub strong: bool,
}

pub fn invalid() -> Error {
    Error::new(Code::InvalidToken)
}

/// Whose it says to be, unchecked.
pub fn issuer(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Issuer>(&payload).ok().map(|claims| claims.iss)
}

/// An algorithm that is none of a signature, `none` among them, is no header at all.
pub fn header(token: &str) -> Result<Header> {
    let header = decode_header(token).map_err(|_| invalid())?;
    let known = header.typ.as_deref().is_none_or(|typ| ["jwt", "at+jwt"].contains(&&*typ.to_ascii_lowercase()));
    if known && !names_critical(token) { Ok(header) } else { Err(invalid()) }
}

pub fn verified(
    (token, header): (&str, &Header),
    key: &Key,
    (settings, purpose): (&Settings, Purpose<'_>),
    now: DateTime<Utc>,
) -> Result<Said> {
    let algorithm = key.algorithms.iter().find(|known| **known == header.alg).ok_or_else(invalid)?;
    let mut validation = Validation::new(*algorithm);
    // What it says is looked at by the service's own clock.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.set_required_spec_claims::<&str>(&[]);
    let claims = decode::<Claims>(token, &key.verifying, &validation).map_err(|_| invalid())?.claims;
    if !is_for_us(&claims, settings, purpose) || !is_begun(&claims, now) {
        return Err(invalid());
    }
    let expires = claims.exp.min(claims.iat.saturating_add(LONGEST)).saturating_add(SKEW);
    if expires <= now.timestamp() {
        return Err(Error::new(Code::TokenExpired));
    }
    let strong =
        claims.amr.iter().any(|one| one == "mfa") || claims.acr.is_some_and(|acr| settings.strong.contains(&acr));
    Ok(Said { subject: claims.sub, issued: claims.iat, expires, strong })
}

/// The issuer sign by sign; the audience alone, or among others.
fn is_for_us(claims: &Claims, settings: &Settings, purpose: Purpose<'_>) -> bool {
    let audience = match purpose {
        Purpose::Access => settings.audience.as_str(),
        Purpose::SignIn { client_id, .. } => client_id,
    };
    let meant = match &claims.aud {
        Value::Array(all) => all.iter().any(|one| one.as_str() == Some(audience)),
        one => one.as_str() == Some(audience),
    };
    let given = match purpose {
        Purpose::Access => was_given_to_one_of(claims, &settings.parties),
        Purpose::SignIn { client_id, nonce } => is_answer(claims, client_id) && claims.nonce.as_deref() == Some(nonce),
    };
    meant && given && claims.iss == settings.issuer && is_subject(&claims.sub)
}

/// OpenID Connect Core, section 2; without blanks, which nobody sees.
pub fn is_subject(subject: &str) -> bool {
    (1..=255).contains(&subject.len()) && subject.bytes().all(|b| b.is_ascii_graphic())
}

/// Whoever got it is known here, where the operator says who may.
fn was_given_to_one_of(claims: &Claims, parties: &[String]) -> bool {
    let mut named = [&claims.azp, &claims.client_id].into_iter().flatten().peekable();
    parties.is_empty() || (named.peek().is_some() && named.all(|party| parties.contains(party)))
}

/// OpenID Connect Core, section 3.1.3.7: what is meant for others too says whose it is.
fn is_answer(claims: &Claims, client_id: &str) -> bool {
    let several = claims.aud.as_array().is_some_and(|all| all.len() > 1);
    claims.azp.as_deref().map_or(!several, |azp| azp == client_id)
}

fn is_begun(claims: &Claims, now: DateTime<Utc>) -> bool {
    let begun = |at: i64| at <= now.timestamp() + SKEW;
    claims.nbf.is_none_or(begun) && begun(claims.iat)
}
