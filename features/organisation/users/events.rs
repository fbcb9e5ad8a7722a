//! What the journal says of accounts and of the roles that they have. Accounts are told by their ids.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{
    assignment::{self, Role},
    journal::Subject,
    user_account::{self, UserStatus},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to an account.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum UserEvent {
    /// An administrator made an account.
    #[serde(rename = "user.created")]
    Created { status: UserStatus, password_change_required: bool },
    /// An administrator changed an account.
    #[serde(rename = "user.updated")]
    Updated {
        /// Whether the password was set; all sessions end then.
        password: bool,
    },
    /// A person changed its own password.
    #[serde(rename = "user.password_changed")]
    PasswordChanged,
    /// The last of its units ended.
    #[serde(rename = "user.suspended")]
    Suspended { reorganisation_id: Uuid },
    /// The account is again what it was before a reorganisation.
    #[serde(rename = "user.restored")]
    Restored,
}

impl Facts for UserEvent {
    const SUBJECT: Option<Subject> = Some(Subject::User);
}

impl UserEvent {
    pub fn of(&self, before: &user_account::Model, after: &user_account::Model) -> Change {
        let told = |m: &user_account::Model| json!({ "status": m.status, "password_change_required": m.password_change_required });
        let named = |m: &user_account::Model| json!({ "full_name": m.full_name });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&named(before), &named(after));
        Change::new(self, after.id).version(after.version).changed(changed)
    }
}

/// What happened to a role.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AssignmentEvent {
    /// An administrator gave a role at a unit.
    #[serde(rename = "assignment.created")]
    Created {
        user_id: Uuid,
        role: Role,
        valid_from: NaiveDate,
        valid_to: Option<NaiveDate>,
        delegated_by_id: Option<Uuid>,
        #[schema(max_length = 40)]
        document_number: Option<String>,
        document_issued_on: Option<NaiveDate>,
        /// To which a delegation is limited.
        #[schema(max_items = 30)]
        permissions: Option<Vec<String>>,
    },
    /// An administrator changed until when the role is held.
    #[serde(rename = "assignment.updated")]
    Updated { user_id: Uuid, role: Role },
    /// The role ended with its unit.
    #[serde(rename = "assignment.ended")]
    Ended { reorganisation_id: Uuid },
    /// The role is again what it was before a reorganisation.
    #[serde(rename = "assignment.restored")]
    Restored,
}

impl Facts for AssignmentEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Assignment);
}

impl AssignmentEvent {
    pub fn of(&self, before: &assignment::Model, after: &assignment::Model) -> Change {
        let told = |m: &assignment::Model| json!({ "valid_to": m.valid_to });
        let change = Change::new(self, after.id).version(after.version).unit(after.unit_id);
        change.changed(Changed::between(&told(before), &told(after)))
    }
}
