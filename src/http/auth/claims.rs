//! What an access token says (RFC 9068).
use entity::session::Means;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AUDIENCE;
use crate::kernel::{
    policy::Permission,
    principal::{Machine, Person, Principal},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    pub sub: Uuid,
    /// The service itself for a person; of a machine the same as `sub`.
    pub client_id: String,
    /// The session, so that its end ends the token. Of a machine its credential, for the same.
    pub sid: Uuid,
    /// What a machine may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// How a person signed in (RFC 8176), as far as this service knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// How sure it is who that person is: `aal1`, and `aal2` with a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    pub jti: Uuid,
    pub iat: i64,
    pub exp: i64,
}

impl Claims {
    /// Of a request that the service makes to itself, for somebody who was let in when it asked; whether it still may is looked
    /// at again on the way. With scopes it was a machine.
    pub fn inside(id: Uuid, scope: Option<String>, second_factor: bool) -> Self {
        Self {
            iss: String::new(),
            aud: String::new(),
            sub: id,
            client_id: scope.as_ref().map_or_else(|| AUDIENCE.to_owned(), |_| id.to_string()),
            sid: Uuid::nil(),
            amr: vec![],
            acr: scope.is_none().then(|| acr(second_factor)),
            scope,
            jti: Uuid::nil(),
            iat: 0,
            exp: i64::MAX,
        }
    }

    /// Whose token it is; none where it says what no token of this service does.
    pub fn principal(&self) -> Option<Principal> {
        match &self.scope {
            None if self.client_id == AUDIENCE => {
                Some(Principal::Person(Person { id: self.sub, assured: self.has_second_factor() }))
            }
            Some(scope) if self.client_id == self.sub.to_string() => {
                let permissions = scope.split(' ').filter_map(Permission::from_name).collect();
                let credential_id = Some(self.sid).filter(|sid| !sid.is_nil());
                Some(Principal::Machine(Machine { client_id: self.sub, credential_id, permissions }))
            }
            _ => None,
        }
    }

    pub fn has_second_factor(&self) -> bool {
        self.acr.as_deref() == Some(WITH_SECOND_FACTOR)
    }

    pub const fn is_of_machine(&self) -> bool {
        self.scope.is_some()
    }
}

const WITH_SECOND_FACTOR: &str = "aal2";

pub fn acr(second_factor: bool) -> String {
    if second_factor { WITH_SECOND_FACTOR } else { "aal1" }.to_owned()
}

/// What RFC 8176 has a word for.
pub fn amr(means: Means) -> Vec<String> {
    let words: &[&str] = match means {
        Means::Password => &["pwd"],
        Means::PasswordAndCode => &["pwd", "otp", "mfa"],
        Means::PasswordAndRecoveryCode => &["pwd", "mfa"],
        Means::Provider => &[],
        Means::ProviderAndFactor => &["mfa"],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Names of permissions as RFC 6749 writes a scope (section 3.3).
pub fn scope_text(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| permission.name()).collect::<Vec<_>>().join(" ")
}
