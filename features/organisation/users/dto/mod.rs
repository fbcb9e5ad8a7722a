mod delegation;

use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        access::only,
        day::Day,
        error::Error,
        password::check_new,
        text::{Line, Text},
    },
    store::document::DocumentNumber,
};
use chrono::{DateTime, NaiveDate, Utc};
pub use delegation::{DelegablePermission, Delegate};
use entity::{
    assignment::{self, Role},
    user_account::{self, UserStatus},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserView {
    pub id: Uuid,
    #[schema(max_length = 64, example = "officer.h03.stp")]
    pub username: String,
    #[schema(max_length = 300)]
    pub full_name: String,
    pub status: UserStatus,
    /// The password is a one-time password of an administrator's that has not been changed yet.
    pub password_change_required: bool,
    /// Whether it has a second factor.
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl From<user_account::Model> for UserView {
    fn from(m: user_account::Model) -> Self {
        Self {
            id: m.id,
            username: m.username,
            full_name: m.full_name,
            status: m.status,
            password_change_required: m.password_change_required,
            second_factor: m.second_factor,
            created_at: m.created_at,
            version: m.version,
        }
    }
}

impl Resource for UserView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/users/{}", self.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "an.nguyen", "full_name": "Nguyễn Văn An", "password": "mười hai ký tự"}))]
pub struct CreateUser {
    /// Lower-case letters, digits, `.`, `_` and `-`.
    #[validate(custom(function = username))]
    #[schema(value_type = String, min_length = 3, max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]{2,63}$")]
    pub username: Text<64>,
    pub full_name: Line,
    /// For the first sign-in only: it has to be changed then.
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 128)]
    pub password: SecretString,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateUser {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub full_name: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub status: Option<UserStatus>,
    /// A new one-time password. Not of one's own account.
    #[schema(value_type = Option<String>, format = Password, min_length = 12, max_length = 128)]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub password: Option<SecretString>,
}

pub fn username(name: &Text<64>) -> Result<(), ValidationError> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    let begins = name.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    if name.len() >= 3 && begins && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(ValidationError::new("invalid_value"))
}

/// `pointer` is where the body has it.
pub fn check_password(password: &SecretString, pointer: &'static str) -> Result<(), Error> {
    use secrecy::ExposeSecret;
    check_new(password.expose_secret()).map_err(|fault| Error::field(pointer, fault))
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UserFilter {
    /// Part of the user name or full name; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub status: Vec<UserStatus>,
    /// Assigned to this unit, which the caller administers.
    pub unit_id: Option<Uuid>,
}

/// A role (vai trò) of a person at a unit, between two days.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Assignment)]
pub struct AssignmentView {
    pub id: Uuid,
    pub user_id: Uuid,
    pub role: Role,
    pub unit_id: Uuid,
    pub valid_from: NaiveDate,
    /// Last day. One before `valid_from` says that the role never began: it was taken back, or its unit had ended.
    pub valid_to: Option<NaiveDate>,
    /// Whose right it is, where it was delegated (ủy quyền): it then lasts as long as he holds it himself.
    pub delegated_by_id: Option<Uuid>,
    /// The document by which it was delegated.
    #[schema(max_length = 60)]
    pub document_number: Option<String>,
    pub document_issued_on: Option<NaiveDate>,
    /// To which it is limited, beside reading; none where all of the role was delegated.
    #[schema(max_items = 30)]
    pub permissions: Option<Vec<DelegablePermission>>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl From<assignment::Model> for AssignmentView {
    fn from(m: assignment::Model) -> Self {
        Self {
            id: m.id,
            user_id: m.user_id,
            role: m.role,
            unit_id: m.unit_id,
            valid_from: m.valid_from,
            valid_to: m.valid_to,
            delegated_by_id: m.delegated_by_id,
            document_number: m.document_number,
            document_issued_on: m.document_issued_on,
            permissions: only(m.permissions.as_ref()).map(|only| only.into_iter().map(DelegablePermission).collect()),
            version: m.version,
        }
    }
}

impl Resource for AssignmentView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/assignments?user_id={}", self.user_id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = in_order))]
#[schema(example = json!({"user_id": "0198c0de-0000-7000-8000-000000000001", "role": "officer", "unit_id": "0198c0de-0000-7000-8000-000000000002", "valid_from": "2024-01-01"}))]
pub struct CreateAssignment {
    pub user_id: Uuid,
    pub role: Role,
    pub unit_id: Uuid,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub delegated_by_id: Option<Uuid>,
    /// Needed for a delegation.
    pub document_number: Option<DocumentNumber>,
    /// Needed for a delegation; not in the future, nor before the unit began.
    pub document_issued_on: Option<Day>,
    /// Of a delegation: only these of the role's, beside what it reads; all of them where none are named.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_items = 1, max_items = 30)]
    pub permissions: Option<Vec<DelegablePermission>>,
}

fn in_order(input: &CreateAssignment) -> Result<(), ValidationError> {
    if input.valid_to.is_some_and(|to| to < input.valid_from) {
        return Err(ValidationError::new("wrong_order"));
    }
    let delegated = input.delegated_by_id.is_some();
    if [input.document_number.is_some(), input.document_issued_on.is_some()] != [delegated; 2] {
        return Err(ValidationError::new("required"));
    }
    if input.permissions.is_some() && !delegated {
        return Err(ValidationError::new("not_allowed"));
    }
    Ok(())
}

/// Moves the last day of an assignment.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateAssignment {
    /// The last day on which it is held. Yesterday ends a role at once, also one that began today.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    pub valid_to: Option<Option<Day>>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AssignmentFilter {
    pub user_id: Option<Uuid>,
    pub unit_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 7)]
    pub role: Vec<Role>,
}
