use base::{
    kernel::{
        day::Day,
        error::Fault,
        policy::{DELEGABLE, Permission, one_of},
        text::Text,
    },
    store::document::DocumentNumber,
};
use entity::assignment::Role;
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};
use uuid::Uuid;
use validator::Validate;

/// Permission to which a delegation can be limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct DelegablePermission(pub Permission);

impl From<DelegablePermission> for &'static str {
    fn from(one: DelegablePermission) -> Self {
        one.0.name()
    }
}

impl TryFrom<String> for DelegablePermission {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let known = Permission::from_name(&name).filter(|permission| DELEGABLE.contains(permission));
        known.map(Self).ok_or(Fault::InvalidValue.spec().0)
    }
}

impl PartialSchema for DelegablePermission {
    fn schema() -> RefOr<Schema> {
        one_of(DELEGABLE, "A permission to which a delegation can be limited.")
    }
}

impl ToSchema for DelegablePermission {}

/// One's own powers at a unit, for somebody of that unit.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "an.nguyen", "role": "head", "unit_id": "0198c0de-0000-7000-8000-000000000002", "valid_from": "2024-06-10", "valid_to": "2024-06-21", "document_number": "12/QĐ-STP", "document_issued_on": "2024-06-03", "permissions": ["plans:issue", "reports:sign"]}))]
pub struct Delegate {
    /// Of the colleague.
    #[schema(min_length = 3, max_length = 64)]
    pub username: Text<64>,
    /// Which can be delegated: `head`.
    pub role: Role,
    pub unit_id: Uuid,
    /// Today at the earliest.
    pub valid_from: Day,
    /// No later than the delegator's own last day.
    pub valid_to: Day,
    /// By which it is delegated.
    pub document_number: DocumentNumber,
    /// Not in the future, nor before the unit began.
    pub document_issued_on: Day,
    /// Only these of the role's, beside what it reads; all of them where none are named.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_items = 1, max_items = 30)]
    pub permissions: Option<Vec<DelegablePermission>>,
}
