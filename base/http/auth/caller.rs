//! Who stands behind a token, as the extractors of handlers.
use std::{cell::Cell, future::Future, marker::PhantomData, pin::Pin, sync::Arc};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};

use super::Claims;
use crate::{
    http::state::AppState,
    kernel::{
        access::Account,
        error::{Code, Error, Result},
        policy::{Grant, Permission},
        principal::Principal,
        scope::Scope,
    },
    store::{
        db::{Actor, Db},
        memory::Snapshot,
    },
};

/// What the edge found out about the request's token, for `Caller` to use.
#[derive(Clone)]
pub struct Verified(pub Arc<Claims>);

/// Why the edge found the token to be none, for `Caller` to answer instead of looking a second time.
pub struct Refused(pub Cell<Option<Error>>);

/// A signed-in person whose account is in order.
pub struct Caller {
    pub state: Data<AppState>,
    pub claims: Arc<Claims>,
    pub snapshot: Snapshot,
    pub actor: Actor,
    principal: Principal,
}

impl Caller {
    /// A person, or a machine where it says so.
    async fn of(req: HttpRequest, machines: bool) -> Result<Self> {
        let caller = Self::with_any_password(req).await?;
        match &caller.principal {
            Principal::Machine(_) if machines => Ok(caller),
            Principal::Machine(_) => Err(people_only()),
            Principal::Person(person) if !person.by_provider && caller.account()?.password_change_required => {
                Err(Error::new(Code::PasswordChangeRequired))
            }
            Principal::Person(_) => Ok(caller),
        }
    }

    async fn with_any_password(req: HttpRequest) -> Result<Self> {
        let state = state(&req)?;
        let claims = req.extensions().get::<Verified>().cloned().map(|Verified(claims)| claims);
        let claims = match claims {
            Some(claims) => claims,
            None => {
                if let Some(refusal) = req.extensions().get::<Refused>().and_then(|refused| refused.0.take()) {
                    return Err(refusal);
                }
                let token = bearer(&req).ok_or_else(|| Error::new(Code::Unauthenticated))?;
                recognised(&state, token).await?
            }
        };
        let snapshot = Db::snapshot(&state.db).await?;
        let principal = claims.principal().ok_or_else(|| Error::new(Code::InvalidToken))?.asked(state.second_factor);
        if !is_in_order(&state, &snapshot, &principal, &claims) {
            return Err(Error::new(Code::InvalidToken));
        }
        let request_id = crate::http::edge::trace_id(&req);
        let actor = match &principal {
            Principal::Person(person) => Actor::person(person.id, request_id),
            Principal::Machine(machine) => Actor::machine(machine.client_id, request_id),
        };
        Ok(Self { state, claims, snapshot, actor, principal })
    }

    /// Of a person.
    pub fn account(&self) -> Result<&Account> {
        self.snapshot.access.account(self.claims.sub).ok_or_else(|| Error::new(Code::InvalidToken))
    }

    pub const fn principal(&self) -> &Principal {
        &self.principal
    }

    pub fn scope(&self, permission: Permission) -> Result<Scope> {
        let today = self.state.calendar.today(self.state.clock.now());
        self.principal.scope(&self.snapshot.access, permission, self.snapshot.organisation.clone(), today)
    }
}

/// Looks at the token of a request, once: what it says, or why it is none, is left for `Caller`.
pub async fn look(req: &HttpRequest, state: &AppState, token: Option<&str>) -> Option<Arc<Claims>> {
    match recognised(state, token?).await {
        Ok(claims) => {
            req.extensions_mut().insert(Verified(claims.clone()));
            Some(claims)
        }
        Err(refusal) => {
            req.extensions_mut().insert(Refused(Cell::new(Some(refusal))));
            None
        }
    }
}

/// What a token says, of this service or of the single sign-on.
pub async fn recognised(state: &AppState, token: &str) -> Result<Arc<Claims>> {
    let Some(sso) = state.sso.as_ref().filter(|sso| sso.is_named_by(token)) else {
        return state.auth.verify(token, state.clock.now());
    };
    let said = sso.verify(token, &state.clock).await?;
    let snapshot = Db::snapshot(&state.db).await?;
    let identity = snapshot.access.identity(&sso.settings.issuer, &said.subject);
    let identity = identity.ok_or_else(|| Error::new(Code::IdentityNotLinked))?;
    Ok(Arc::new(Claims::of_provider(&sso.settings.issuer, identity, &said)))
}

/// The same later on, for an answer that goes on: as the caller would be let in again.
pub fn still_usable(state: &AppState, claims: &Claims, snapshot: &Snapshot) -> Result<()> {
    let principal = claims.principal().ok_or_else(|| Error::new(Code::InvalidToken))?;
    if !is_in_order(state, snapshot, &principal, claims) {
        return Err(Error::new(Code::InvalidToken));
    }
    let account = snapshot.access.account(claims.sub);
    if !claims.is_by_provider() && account.is_some_and(|account| account.password_change_required) {
        return Err(Error::new(Code::PasswordChangeRequired));
    }
    Ok(())
}

/// Whether the account or the client may be used at all, and what the token was got with is still good.
fn is_in_order(state: &AppState, snapshot: &Snapshot, principal: &Principal, claims: &Claims) -> bool {
    match principal {
        Principal::Person(person) => {
            let account = snapshot.access.account(person.id);
            let usable = account.is_some_and(|a| a.active && (!a.is_demo || state.demo_mode));
            let provider = state.sso.as_ref().is_some_and(|sso| sso.settings.issuer == claims.iss);
            let linked = !provider || snapshot.access.has_identity(claims.sid);
            usable && linked && !snapshot.revoked_sessions.contains(&claims.sid)
        }
        Principal::Machine(machine) => {
            let (client, today) = (snapshot.access.client(machine.client_id), state.clock.today());
            let credential = |id| client.is_some_and(|client| client.has(id, today));
            client.is_some_and(|client| client.is_usable_on(today)) && machine.credential_id.is_none_or(credential)
        }
    }
}

/// What is a person's own, such as its tasks and its password, is never a machine's.
fn people_only() -> Error {
    Error::with(Code::Forbidden, Permission::MeRead.name())
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
            let caller = Self::of(req.clone(), false).await?;
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
            if caller.claims.is_of_machine() {
                return Err(people_only());
            }
            req.extensions_mut().insert(LetIn);
            Ok(Self(caller))
        })
    }
}

/// A person or a machine: for what asks for no permission and is not a person's own.
pub struct WithMachines(pub Caller);

impl FromRequest for WithMachines {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = Caller::of(req.clone(), true).await?;
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
            let caller = Caller::of(req.clone(), true).await?;
            let scope = caller.scope(P::PERMISSION)?;
            let Caller { state, snapshot, actor, .. } = caller;
            req.extensions_mut().insert(LetIn);
            Ok(Self { state, scope, snapshot, actor, permission: PhantomData })
        })
    }
}
