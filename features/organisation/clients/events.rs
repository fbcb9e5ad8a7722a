//! What the journal says of machine clients: never a secret.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{
    client::{self, ClientStatus},
    journal::Subject,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a machine client.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ClientEvent {
    /// An administrator made a machine client.
    #[serde(rename = "client.created")]
    Created {
        status: ClientStatus,
        #[schema(max_items = 100)]
        scopes: Vec<String>,
        #[schema(max_items = 200)]
        unit_ids: Vec<Uuid>,
        valid_from: NaiveDate,
        valid_to: Option<NaiveDate>,
    },
    /// An administrator changed a machine client, suspended it or revoked it.
    #[serde(rename = "client.updated")]
    Updated,
    /// A machine client was given a secret.
    #[serde(rename = "client.secret_added")]
    SecretAdded { secret_id: Uuid, expires_on: Option<NaiveDate> },
    /// A secret of a machine client was revoked.
    #[serde(rename = "client.secret_revoked")]
    SecretRevoked { secret_id: Uuid },
    /// A machine client was given a public key.
    #[serde(rename = "client.key_added")]
    KeyAdded { key_id: Uuid, expires_on: Option<NaiveDate> },
    /// A public key of a machine client was revoked.
    #[serde(rename = "client.key_revoked")]
    KeyRevoked { key_id: Uuid },
}

impl Facts for ClientEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Client);
}

impl ClientEvent {
    pub fn of(&self, before: &client::Model, after: &client::Model) -> Change {
        let told = |m: &client::Model| {
            json!({
                "status": m.status,
                "scopes": m.scopes.0.join(" "),
                "unit_ids": m.unit_ids.0.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" "),
                "valid_to": m.valid_to,
                "requests_per_minute": m.requests_per_minute,
            })
        };
        let named = |m: &client::Model| json!({ "name": m.name });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&named(before), &named(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}
