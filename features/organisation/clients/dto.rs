use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        day::Day,
        error::Fault,
        policy::{FOR_MACHINES, Permission, one_of},
        text::Line,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    client::{self, ClientStatus},
    client_credential::{self, CredentialKind},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::keys::PublicKey;

/// Permission that a machine client may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MachineScope(pub Permission);

impl Serialize for MachineScope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de> Deserialize<'de> for MachineScope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = Permission::from_name(&name).filter(|permission| permission.for_machines());
        known.map(Self).ok_or_else(|| de::Error::custom(Fault::InvalidValue.spec().0))
    }
}

impl PartialSchema for MachineScope {
    fn schema() -> RefOr<Schema> {
        one_of(FOR_MACHINES, "A permission that a machine client may be given.")
    }
}

impl ToSchema for MachineScope {}

/// A program that signs in as itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub struct ClientView {
    /// The id: its `client_id`.
    pub id: Uuid,
    #[schema(max_length = 300, example = "Cổng thông tin Sở Tư pháp tỉnh Bắc Kạn")]
    pub name: String,
    /// The unit that answers for it.
    pub unit_id: Uuid,
    /// Where it reads and prepares: that unit, or units below it.
    #[schema(max_items = 200)]
    pub unit_ids: Vec<Uuid>,
    /// What it may do there. A token may hold less.
    #[schema(max_items = 100, example = json!(["plans:read", "reports:read"]))]
    pub scopes: Vec<MachineScope>,
    pub status: ClientStatus,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// Its own limit; null where it has the one of all callers.
    #[schema(minimum = 1, maximum = 100_000, example = 600)]
    pub requests_per_minute: Option<i32>,
    /// Those that were not revoked, without what they say.
    #[schema(max_items = 100)]
    pub secrets: Vec<SecretView>,
    /// Public keys that were not revoked.
    #[schema(max_items = 100)]
    pub keys: Vec<KeyView>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A secret of a machine client, without what it says.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ClientSecret)]
pub struct SecretView {
    pub id: Uuid,
    /// The last day on which it is good; null while it is good until it is revoked.
    #[schema(example = "2026-12-31")]
    pub expires_on: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
}

/// A public key of a machine client, for `private_key_jwt`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ClientKey)]
pub struct KeyView {
    pub id: Uuid,
    /// The name by which the client refers to it.
    #[schema(max_length = 100, example = "2024-06")]
    pub kid: String,
    /// The last day on which it is good; null while it is good until it is revoked.
    #[schema(example = "2026-12-31")]
    pub expires_on: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
}

impl From<&client_credential::Model> for KeyView {
    fn from(m: &client_credential::Model) -> Self {
        let kid = m.kid.clone().unwrap_or_default();
        Self { id: m.id, kid, expires_on: m.expires_on, created_at: m.created_at }
    }
}

impl ClientView {
    /// With those of its credentials that were not revoked.
    pub fn of(m: client::Model, credentials: &[client_credential::Model]) -> Self {
        let own =
            |kind: CredentialKind| credentials.iter().filter(move |one| one.client_id == m.id && one.kind == kind);
        let secret = |one: &client_credential::Model| SecretView {
            id: one.id,
            expires_on: one.expires_on,
            created_at: one.created_at,
        };
        let scopes = m.scopes.0.iter().filter_map(|name| Permission::from_name(name));
        Self {
            secrets: own(CredentialKind::Secret).map(secret).collect(),
            keys: own(CredentialKind::Key).map(KeyView::from).collect(),
            id: m.id,
            name: m.name,
            unit_id: m.unit_id,
            unit_ids: m.unit_ids.0,
            scopes: scopes.map(MachineScope).collect(),
            status: m.status,
            valid_from: m.valid_from,
            valid_to: m.valid_to,
            requests_per_minute: m.requests_per_minute,
            created_at: m.created_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

impl Resource for ClientView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        place(self.id)
    }
}

pub fn place(id: Uuid) -> String {
    format!("/api/v1/clients/{id}")
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = in_order))]
#[schema(example = json!({"name": "Cổng thông tin Sở Tư pháp tỉnh Bắc Kạn", "unit_id": "0198c0de-0000-7000-8000-000000000002", "scopes": ["plans:read", "reports:read"], "valid_from": "2024-01-01"}))]
pub struct CreateClient {
    pub name: Line,
    /// The unit that answers for it, which the caller administers.
    pub unit_id: Uuid,
    /// Where it reads and prepares: that unit, or units below it. That unit where left out.
    #[validate(length(min = 1, max = 200))]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, min_items = 1, max_items = 200)]
    pub unit_ids: Option<Vec<Uuid>>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub scopes: Vec<MachineScope>,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub requests_per_minute: Option<i32>,
}

fn in_order(input: &CreateClient) -> Result<(), ValidationError> {
    match input.valid_to {
        Some(to) if to < input.valid_from => Err(ValidationError::new("wrong_order")),
        _ => Ok(()),
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateClient {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub name: Option<Line>,
    #[validate(length(min = 1, max = 200))]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, min_items = 1, max_items = 200)]
    pub unit_ids: Option<Vec<Uuid>>,
    #[validate(length(min = 1, max = 100))]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    pub scopes: Option<Vec<MachineScope>>,
    /// Suspended, it is out at once and may come back; revoked, it never does.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub status: Option<ClientStatus>,
    /// The last day. One before today ends it at once.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    pub valid_to: Option<Option<Day>>,
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 1, max = 100_000))]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 100_000)]
    pub requests_per_minute: Option<Option<i32>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewSecret {
    /// The last day on which it is good; left out, it is good until it is revoked.
    #[schema(example = "2026-12-31")]
    pub expires_on: Option<Day>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    #[validate(nested)]
    pub jwk: PublicKey,
    /// The last day on which it is good; left out, it is good until it is revoked.
    #[schema(example = "2026-12-31")]
    pub expires_on: Option<Day>,
}

/// The only time that a secret is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ClientSecretTold)]
pub struct SecretTold {
    pub id: Uuid,
    pub client_id: Uuid,
    /// To be kept where only the client reads it.
    #[schema(max_length = 100, example = "thidua_oP0mRrl1ZC2mY6rH4mP2yYc7v3fVtq8h1sWbQn5xK9E")]
    pub client_secret: String,
    /// The last day on which it is good; null while it is good until it is revoked.
    #[schema(example = "2026-12-31")]
    pub expires_on: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ClientFilter {
    /// Part of the name; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<ClientStatus>,
    /// The unit that answers for it.
    pub unit_id: Option<Uuid>,
}
