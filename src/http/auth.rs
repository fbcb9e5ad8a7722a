//! Access tokens (JWT, RFC 9068, EdDSA only) and the caller behind one.
//! A token says who; what that person may do is decided by the assignments at the time of the request.
mod receipt;
mod ring;

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use receipt::Signed;
use ring::Ring;
pub use ring::generate_key;

use crate::{
    http::state::AppState,
    kernel::{
        access::Account,
        error::{Code, Error, Result},
        policy::Grant,
        scope::Scope,
    },
    store::{
        db::{Actor, Db},
        memory::Snapshot,
    },
};

pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::minutes(10);
const AUDIENCE: &str = "thidua";
const TYPE: &str = "at+jwt";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    pub sub: Uuid,
    pub client_id: String,
    /// The session, so that its end ends the token.
    pub sid: Uuid,
    pub jti: Uuid,
    pub iat: i64,
    pub exp: i64,
}

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
        self.issue_as(Uuid::now_v7(), user_id, session_id, now)
    }

    /// The same id at the same instant makes the same token.
    pub fn issue_as(&self, id: Uuid, user_id: Uuid, session_id: Uuid, now: DateTime<Utc>) -> Result<String> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user_id,
            client_id: AUDIENCE.to_owned(),
            sid: session_id,
            jti: id,
            iat: now.timestamp(),
            exp: (now + ACCESS_TOKEN_LIFE).timestamp(),
        };
        let ring = self.ring();
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(ring.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, &claims, &ring.signing).map_err(Error::internal)
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
        decode::<Claims>(token, key, &validation).map(|data| data.claims).map_err(|_| invalid())
    }

    fn ring(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether a header names extensions that must be understood; none is (RFC 7515, section 4.1.11).
fn names_critical(token: &str) -> bool {
    let header = token.split('.').next().and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).unwrap_or_default();
    serde_json::from_slice::<Value>(&header).is_ok_and(|header| header.get("crit").is_some())
}

/// What the edge found out about the request's token, for `Caller` to use.
#[derive(Clone)]
pub struct Verified(pub Arc<Claims>);

/// A signed-in person whose account is in order.
pub struct Caller {
    pub state: Data<AppState>,
    pub claims: Arc<Claims>,
    pub snapshot: Snapshot,
    pub actor: Actor,
}

impl Caller {
    async fn of(req: HttpRequest) -> Result<Self> {
        let caller = Self::with_any_password(req).await?;
        if caller.account()?.password_change_required {
            return Err(Error::new(Code::PasswordChangeRequired));
        }
        Ok(caller)
    }

    async fn with_any_password(req: HttpRequest) -> Result<Self> {
        let state = state(&req)?;
        let claims = req.extensions().get::<Verified>().cloned().map(|Verified(claims)| claims);
        let claims = match claims {
            Some(claims) => claims,
            None => {
                let token = bearer(&req).ok_or_else(|| Error::new(Code::Unauthenticated))?;
                state.auth.verify(token, state.clock.now())?
            }
        };
        let snapshot = Db::snapshot(&state.db).await?;
        let account = snapshot.access.account(claims.sub);
        let usable = account.is_some_and(|a| a.active && (!a.is_demo || state.demo_mode));
        if !usable || snapshot.revoked_sessions.contains(&claims.sid) {
            return Err(Error::new(Code::InvalidToken));
        }
        let actor = Actor { user_id: Some(claims.sub), request_id: crate::http::edge::trace_id(&req) };
        Ok(Self { state, claims, snapshot, actor })
    }

    pub fn account(&self) -> Result<&Account> {
        self.snapshot.access.account(self.claims.sub).ok_or_else(|| Error::new(Code::InvalidToken))
    }

    pub fn scope(&self, permission: crate::kernel::policy::Permission) -> Result<Scope> {
        let today = self.state.calendar.today(self.state.clock.now());
        Scope::of(self.claims.sub, self.account()?, permission, self.snapshot.organisation.clone(), today)
    }
}

/// Left by whoever has let the caller in.
struct LetIn;

/// Waits until the caller has been let in, so that rights are looked at before anything else of the request, which
/// else could tell what is there. Extractors of one handler are polled together, in order: by then the one that lets
/// in is done, or has refused and ended the others.
pub async fn let_in(req: &HttpRequest) {
    std::future::poll_fn(|_| {
        let done = req.extensions().contains::<LetIn>();
        if done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

pub fn bearer(req: &HttpRequest) -> Option<&str> {
    let value = req.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

pub fn state(req: &HttpRequest) -> Result<Data<AppState>> {
    let state = req.app_data::<Data<AppState>>().cloned();
    state.ok_or_else(|| Error::internal(anyhow::anyhow!("the application has no state")))
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = Self::of(req.clone()).await?;
            req.extensions_mut().insert(LetIn);
            Ok(caller)
        })
    }
}

/// A caller whose password may be a one-time password: for what ends that, and for signing out.
pub struct WithAnyPassword(pub Caller);

impl FromRequest for WithAnyPassword {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = Caller::with_any_password(req.clone()).await?;
            req.extensions_mut().insert(LetIn);
            Ok(Self(caller))
        })
    }
}

/// Lets everybody in: for the few operations that need no token.
pub struct Anyone;

impl FromRequest for Anyone {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        req.extensions_mut().insert(LetIn);
        std::future::ready(Ok(Self))
    }
}

/// A caller that holds permission `P`, and where. Refused before the body is read.
pub struct Can<P> {
    pub state: Data<AppState>,
    pub scope: Scope,
    pub snapshot: Snapshot,
    pub actor: Actor,
    permission: PhantomData<P>,
}

impl<P: Grant> FromRequest for Can<P> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = Caller::of(req.clone()).await?;
            let scope = caller.scope(P::PERMISSION)?;
            let Caller { state, snapshot, actor, .. } = caller;
            req.extensions_mut().insert(LetIn);
            Ok(Self { state, scope, snapshot, actor, permission: PhantomData })
        })
    }
}
