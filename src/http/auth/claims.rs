//! What an access token says (RFC 9068).
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AUDIENCE;
use crate::kernel::{
    policy::Permission,
    principal::{Machine, Principal},
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
    pub jti: Uuid,
    pub iat: i64,
    pub exp: i64,
}

impl Claims {
    /// Of a request that the service makes to itself, for somebody who was let in when it asked; whether it still may is looked
    /// at again on the way. With scopes it was a machine.
    pub fn inside(id: Uuid, scope: Option<String>) -> Self {
        Self {
            iss: String::new(),
            aud: String::new(),
            sub: id,
            client_id: scope.as_ref().map_or_else(|| AUDIENCE.to_owned(), |_| id.to_string()),
            sid: Uuid::nil(),
            scope,
            jti: Uuid::nil(),
            iat: 0,
            exp: i64::MAX,
        }
    }

    /// Whose token it is; none where it says what no token of this service does.
    pub fn principal(&self) -> Option<Principal> {
        match &self.scope {
            None if self.client_id == AUDIENCE => Some(Principal::Person(self.sub)),
            Some(scope) if self.client_id == self.sub.to_string() => {
                let permissions = scope.split(' ').filter_map(Permission::from_name).collect();
                let credential_id = Some(self.sid).filter(|sid| !sid.is_nil());
                Some(Principal::Machine(Machine { client_id: self.sub, credential_id, permissions }))
            }
            _ => None,
        }
    }

    pub const fn is_of_machine(&self) -> bool {
        self.scope.is_some()
    }
}

/// Names of permissions as RFC 6749 writes a scope (section 3.3).
pub fn scope_text(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| permission.name()).collect::<Vec<_>>().join(" ")
}
