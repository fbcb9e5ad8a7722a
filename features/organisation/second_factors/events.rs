//! What the journal says of second factors: never a secret or a code.
use base::store::journal::{Change, Changed, Facts};
use entity::{journal::Subject, user_account};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to the second factor of an account.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum SecondFactorEvent {
    /// A secret was told to the owner, and waits for a first code.
    #[serde(rename = "second_factor.begun")]
    Begun,
    /// A first code came: from now on signing in asks for one.
    #[serde(rename = "second_factor.enrolled")]
    Enrolled,
    /// A code was shown in a session that was begun without one.
    #[serde(rename = "second_factor.shown")]
    Shown { session_id: Uuid },
    /// The owner has new recovery codes; those before are good no longer.
    #[serde(rename = "second_factor.codes_renewed")]
    CodesRenewed,
    /// A recovery code was used in place of a code.
    #[serde(rename = "second_factor.recovery_code_used")]
    RecoveryCodeUsed {
        /// How many are left.
        left: u64,
    },
    /// The account has no second factor any more; all its sessions ended.
    #[serde(rename = "second_factor.removed")]
    Removed {
        /// An administrator did it, and not the owner.
        by_administrator: bool,
    },
}

impl Facts for SecondFactorEvent {
    const SUBJECT: Option<Subject> = Some(Subject::User);
}

impl SecondFactorEvent {
    pub fn about(&self, user_id: Uuid) -> Change {
        Change::new(self, user_id)
    }

    pub fn of(&self, before: &user_account::Model, after: &user_account::Model) -> Change {
        let told = |m: &user_account::Model| json!({ "second_factor": m.second_factor });
        Change::new(self, after.id).version(after.version).changed(Changed::between(&told(before), &told(after)))
    }
}
