//! Who a client is, and what a token for it holds.
use actix_web::HttpRequest;
use base::{
    http::{auth::scope_text, client, form::Form, state::AppState},
    kernel::{
        error::Result,
        policy::Permission,
        principal::{Machine, Principal},
    },
};
use entity::client_credential::CredentialKind;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{
    assertion,
    credentials::{Proof, Shown},
    dto::{Introspection, OAuthErrorCode},
    refusal::{Stop, unknown_client},
};
use crate::{auth::Throttle, clients};

/// The client that a request is of, with all its permissions. A try counts when it begins, as that of a person does.
pub async fn recognised(
    state: &AppState,
    throttle: &Throttle,
    (req, form): (&HttpRequest, &Form),
) -> Result<Machine, Stop> {
    let shown = Shown::read(req.headers(), form)?;
    // No name of an account has a space in it.
    let name = format!("client {}", shown.client_id.unwrap_or_default());
    let attempt = throttle.begin(&name, client::address(req), state.clock.now())?;
    match machine(state, &shown).await {
        Ok(Some(machine)) => {
            throttle.succeeded(attempt);
            Ok(machine)
        }
        Ok(None) => Err(unknown_client()),
        Err(e) => {
            throttle.withdrawn(attempt);
            Err(e.into())
        }
    }
}

async fn machine(state: &AppState, shown: &Shown) -> Result<Option<Machine>> {
    let (client_id, today) = (shown.client_id.unwrap_or_default(), state.clock.today());
    let snapshot = state.db.latest_snapshot().await?;
    let credentials = clients::repo::good_credentials(state.db.read_latest(), client_id, today).await?;
    let digests = |kind: CredentialKind| {
        let of_kind = credentials.iter().filter(move |one| one.kind == kind);
        of_kind.map(|one| (one.id, one.secret_digest.as_deref().unwrap_or_default()))
    };
    let proven = match &shown.proof {
        Proof::Secret(secret) => by_secret(state, secret, digests(CredentialKind::Secret)),
        Proof::Assertion(assertion) => assertion::proven(state, client_id, &credentials, assertion).await?,
    };
    let client = snapshot.access.client(client_id).filter(|client| client.is_usable_on(today));
    // One that was revoked a moment ago is still in the list that was read.
    let proven = proven.filter(|id| client.is_some_and(|client| client.has(*id, today)));
    Ok(client.zip(proven).map(|(client, credential_id)| Machine {
        client_id,
        credential_id: Some(credential_id),
        permissions: client.permissions.clone().into(),
    }))
}

/// As long for a client that is not there: one digest is always made and compared, in constant time.
fn by_secret<'a>(
    state: &AppState,
    secret: &SecretString,
    digests: impl Iterator<Item = (Uuid, &'a str)>,
) -> Option<Uuid> {
    let keys = state.keys.now();
    let is_of = |digest: &str| keys.client_secrets.verify(secret.expose_secret().as_bytes(), digest);
    let mut found = None;
    // Nothing is the digest of nobody's secret: it only takes its time.
    for (id, digest) in digests.chain([(Uuid::nil(), "")]) {
        if is_of(digest) {
            found = Some(id);
        }
    }
    found
}

/// With what is asked for, which is no more than the client was given.
pub fn narrowed(machine: Machine, asked: Option<&str>) -> Result<Machine, Stop> {
    let Some(asked) = asked else { return Ok(machine) };
    let given = |name: &str| Permission::from_name(name).filter(|one| machine.permissions.contains(one));
    let mut names: Vec<&str> = asked.split(' ').filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let permissions: Option<Vec<Permission>> = names.into_iter().map(given).collect();
    match permissions.filter(|permissions| !permissions.is_empty()) {
        Some(permissions) => Ok(Machine { permissions: permissions.into(), ..machine }),
        None => Err(Stop::Refused(OAuthErrorCode::InvalidScope, "the client was not given one of these scopes")),
    }
}

/// What a token is worth now; none where it is worth nothing, or is another client's, of which this one learns nothing.
pub async fn introspected(state: &AppState, machine: &Machine, token: &str) -> Result<Introspection> {
    let Ok(claims) = state.auth.verify(token, state.clock.now()) else { return Ok(Introspection::default()) };
    let snapshot = state.db.latest_snapshot().await?;
    let today = state.clock.today();
    let own = snapshot.access.client(machine.client_id).filter(|_| claims.sub == machine.client_id);
    let Some(client) = own.filter(|client| client.is_usable_on(today) && client.has(claims.sid, today)) else {
        return Ok(Introspection::default());
    };
    let Some(Principal::Machine(holder)) = claims.principal() else { return Ok(Introspection::default()) };
    let held: Vec<Permission> =
        holder.permissions.iter().copied().filter(|one| client.permissions.contains(one)).collect();
    Ok(Introspection {
        active: true,
        scope: Some(scope_text(&held)),
        client_id: Some(claims.sub),
        token_type: Some("Bearer"),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        sub: Some(claims.sub),
        aud: Some(claims.aud.clone()),
        iss: Some(claims.iss.clone()),
        jti: Some(claims.jti),
    })
}
