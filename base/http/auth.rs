//! Access tokens (JWT, RFC 9068, EdDSA only) and the caller behind one.
//! A token says who; what that person or machine may do is decided by the rights at the time of the request, of which the
//! token of a machine may hold less.
mod caller;
mod claims;
mod receipt;
mod ring;

use std::sync::{Arc, PoisonError, RwLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use entity::session::Means;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use moka::sync::Cache;
use serde_json::Value;
use uuid::Uuid;

pub use caller::{
    Anyone, Caller, Can, Verified, WithAnyPassword, WithMachines, bearer, let_in, look, recognised, state, still_usable,
};
pub use claims::{Claims, scope_text};
pub use receipt::Signed;
use ring::Ring;
pub use ring::generate_key;

use crate::kernel::{
    error::{Code, Error, Result},
    principal::Machine,
};

pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::minutes(10);
const AUDIENCE: &str = "thidua";
const TYPE: &str = "at+jwt";

pub struct Authenticator {
    issuer: String,
    ring: RwLock<Arc<Ring>>,
    /// Tokens whose signature was checked: a client sends the same one for ten minutes.
    verified: Cache<String, Arc<Claims>>,
}

impl Authenticator {
    /// `pem` holds one or more Ed25519 keys (PKCS#8).
    pub fn new(issuer: impl Into<String>, pem: &str) -> anyhow::Result<Self> {
        let ring = RwLock::new(Arc::new(ring::read(pem)?));
        Ok(Self { issuer: issuer.into(), ring, verified: Cache::new(10_000) })
    }

    /// A key of its own, gone with the process.
    pub fn ephemeral(issuer: impl Into<String>) -> anyhow::Result<Self> {
        Self::new(issuer, &generate_key()?)
    }

    /// Takes over a changed key file without a pause.
    pub fn reload(&self, pem: &str) -> anyhow::Result<()> {
        let ring = Arc::new(ring::read(pem)?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        self.verified.invalidate_all();
        Ok(())
    }

    pub fn jwks(&self) -> Value {
        self.ring().jwks.clone()
    }

    pub fn issue(&self, user_id: Uuid, session_id: Uuid, now: DateTime<Utc>) -> Result<String> {
        self.issue_as(Uuid::now_v7(), user_id, (session_id, Means::Password), now)
    }

    /// The same id at the same instant makes the same token.
    pub fn issue_as(
        &self,
        id: Uuid,
        user_id: Uuid,
        (session_id, means): (Uuid, Means),
        now: DateTime<Utc>,
    ) -> Result<String> {
        self.sign(&Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user_id,
            client_id: AUDIENCE.to_owned(),
            sid: session_id,
            scope: None,
            amr: claims::amr(means),
            acr: Some(claims::acr(means.has_second_factor())),
            jti: id,
            iat: now.timestamp(),
            exp: (now + ACCESS_TOKEN_LIFE).timestamp(),
        })
    }

    /// For a machine client: it is the subject, and its credential stands in place of a session.
    pub fn issue_to_machine(&self, machine: &Machine, now: DateTime<Utc>) -> Result<String> {
        self.sign(&Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: machine.client_id,
            client_id: machine.client_id.to_string(),
            sid: machine.credential_id.unwrap_or_default(),
            scope: Some(claims::scope_text(&machine.permissions)),
            amr: vec![],
            acr: None,
            jti: Uuid::now_v7(),
            iat: now.timestamp(),
            exp: (now + ACCESS_TOKEN_LIFE).timestamp(),
        })
    }

    fn sign(&self, claims: &Claims) -> Result<String> {
        let ring = self.ring();
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(ring.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, claims, &ring.signing).map_err(Error::internal)
    }

    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Arc<Claims>> {
        let claims = match self.verified.get(token) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.check(token)?);
                self.verified.insert(token.to_owned(), claims.clone());
                claims
            }
        };
        if claims.exp <= now.timestamp() {
            return Err(Error::new(Code::TokenExpired));
        }
        Ok(claims)
    }

    /// The algorithm is ours, never the header's (RFC 8725, section 3.1).
    fn check(&self, token: &str) -> Result<Claims> {
        let invalid = || Error::new(Code::InvalidToken);
        let header = decode_header(token).map_err(|_| invalid())?;
        if header.typ.as_deref() != Some(TYPE) || header.alg != Algorithm::EdDSA || names_critical(token) {
            return Err(invalid());
        }
        let ring = self.ring();
        let key = header.kid.as_ref().and_then(|kid| ring.verifying.get(kid)).ok_or_else(invalid)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Expiry is checked at every use, by the service's own clock.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, key, &validation).map(|data| data.claims).map_err(|_| invalid())?;
        claims.principal().is_some().then_some(claims).ok_or_else(invalid)
    }

    fn ring(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether a header names extensions that must be understood; none is (RFC 7515, section 4.1.11).
pub fn names_critical(token: &str) -> bool {
    let header = token.split('.').next().and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).unwrap_or_default();
    serde_json::from_slice::<Value>(&header).is_ok_and(|header| header.get("crit").is_some())
}
