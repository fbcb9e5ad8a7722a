//! What an access token says (RFC 9068).
use entity::session::Means;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AUDIENCE;
use crate::kernel::{
    policy::Permission,
    principal::{Machine, Person, Principal},
};
use crate::{http::sso::Said, kernel::access::Identity};

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
    pub fn inside(id: Uuid, scope: Option<String>, means: Option<Means>) -> Self {
        Self {
            iss: String::new(),
            aud: String::new(),
            sub: id,
            client_id: scope.as_ref().map_or_else(|| AUDIENCE.to_owned(), |_| id.to_string()),
            sid: Uuid::nil(),
            amr: means.map(amr).unwrap_or_default(),
            acr: means.map(|means| acr(means.has_second_factor())),
            scope,
            jti: Uuid::nil(),
            iat: 0,
            exp: i64::MAX,
        }
    }

    /// Of a token of the single sign-on: its link stands in place of a session.
    pub fn of_provider(issuer: &str, identity: Identity, said: &Said) -> Self {
        let means = if said.strong { Means::ProviderAndFactor } else { Means::Provider };
        Self {
            iss: issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: identity.user_id,
            client_id: AUDIENCE.to_owned(),
            sid: identity.id,
            scope: None,
            amr: amr(means),
            acr: Some(acr(said.strong)),
            jti: Uuid::nil(),
            iat: said.issued,
            exp: said.expires,
        }
    }

    /// Whose token it is; none where it says what no token of this service does.
    pub fn principal(&self) -> Option<Principal> {
        match &self.scope {
            None if self.client_id == AUDIENCE => {
                let (assured, by_provider) = (self.has_second_factor(), self.is_by_provider());
                Some(Principal::Person(Person { id: self.sub, assured, by_provider }))
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

    /// No password was shown here: whatever becomes of that of the account concerns nobody who came in this way.
    pub fn is_by_provider(&self) -> bool {
        self.acr.is_some() && !self.amr.iter().any(|word| word == PASSWORD)
    }

    /// Of a person: by what it had signed in.
    pub fn means(&self) -> Option<Means> {
        let known = [
            Means::Password,
            Means::PasswordAndCode,
            Means::PasswordAndRecoveryCode,
            Means::Provider,
            Means::ProviderAndFactor,
        ];
        let same = |means: &Means| amr(*means) == self.amr && means.has_second_factor() == self.has_second_factor();
        known.into_iter().find(same).filter(|_| self.scope.is_none())
    }

    pub const fn is_of_machine(&self) -> bool {
        self.scope.is_some()
    }
}

const PASSWORD: &str = "pwd";
const WITH_SECOND_FACTOR: &str = "aal2";

pub fn acr(second_factor: bool) -> String {
    if second_factor { WITH_SECOND_FACTOR } else { "aal1" }.to_owned()
}

/// What RFC 8176 has a word for.
pub fn amr(means: Means) -> Vec<String> {
    let words: &[&str] = match means {
        Means::Password => &[PASSWORD],
        Means::PasswordAndCode => &[PASSWORD, "otp", "mfa"],
        Means::PasswordAndRecoveryCode => &[PASSWORD, "mfa"],
        Means::Provider => &[],
        Means::ProviderAndFactor => &["mfa"],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Names of permissions as RFC 6749 writes a scope (section 3.3).
pub fn scope_text(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| permission.name()).collect::<Vec<_>>().join(" ")
}
