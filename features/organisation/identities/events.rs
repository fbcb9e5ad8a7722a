//! What the journal says of links to the single sign-on: their ids, never who the person is there.
use base::store::journal::{Change, Facts};
use chrono::{DateTime, Utc};
use entity::{journal::Subject, user_account};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to the links of an account.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum IdentityEvent {
    /// The account is linked to somebody at the single sign-on.
    #[serde(rename = "identity.linked")]
    Linked {
        /// Which link.
        identity_id: Uuid,
        /// The person had a secret for it, which an administrator had handed out; else an administrator linked it.
        by_invitation: bool,
    },
    /// An administrator has a secret to hand out, by which the account may be linked once.
    #[serde(rename = "identity.invited")]
    Invited {
        /// Until when it is good.
        expires_at: DateTime<Utc>,
    },
    /// The link was removed; all sessions of the account ended.
    #[serde(rename = "identity.removed")]
    Removed {
        /// Which link.
        identity_id: Uuid,
    },
}

impl Facts for IdentityEvent {
    const SUBJECT: Option<Subject> = Some(Subject::User);
}

impl IdentityEvent {
    pub fn of(&self, account: &user_account::Model) -> Change {
        Change::new(self, account.id).version(account.version)
    }
}
