//! What the journal says of webhooks: neither addresses, which may hold secrets, nor what was sent.
use base::store::journal::{Change, Changed, Facts};
use chrono::{DateTime, Utc};
use entity::{
    client,
    journal::Subject,
    webhook::{self, DisabledReason},
    webhook_secret::SecretKind,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a webhook.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum WebhookEvent {
    /// An administrator gave a machine client a webhook.
    #[serde(rename = "webhook.created")]
    Created {
        client_id: Uuid,
        #[schema(max_items = 300)]
        event_types: Vec<String>,
        #[schema(max_items = 200)]
        unit_ids: Option<Vec<Uuid>>,
    },
    /// An administrator changed where or what a webhook is told.
    #[serde(rename = "webhook.updated")]
    Updated,
    /// An administrator took a webhook away.
    #[serde(rename = "webhook.removed")]
    Removed,
    /// An administrator switched a webhook on again.
    #[serde(rename = "webhook.enabled")]
    Enabled { redelivers_dead: bool },
    /// A webhook is told nothing any more.
    #[serde(rename = "webhook.disabled")]
    Disabled { disabled_reason: DisabledReason },
    /// A webhook that had failed again and again took a message.
    #[serde(rename = "webhook.recovered")]
    Recovered { failing_since: DateTime<Utc>, failures: i32 },
    /// An administrator had a webhook tried.
    #[serde(rename = "webhook.pinged")]
    Pinged { delivery_id: Uuid },
    /// An administrator has everything after a place of the journal sent again.
    #[serde(rename = "webhook.replayed")]
    Replayed { after_seq: i64 },
    /// An administrator had a message sent again.
    #[serde(rename = "webhook.redelivered")]
    Redelivered { delivery_id: Uuid },
    /// A webhook was given a secret or a key to sign with.
    #[serde(rename = "webhook.secret_added")]
    SecretAdded { secret_id: Uuid, kind: SecretKind },
    /// A secret or a key of a webhook was revoked.
    #[serde(rename = "webhook.secret_revoked")]
    SecretRevoked { secret_id: Uuid },
}

impl Facts for WebhookEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Webhook);
}

impl WebhookEvent {
    pub fn of(&self, before: &webhook::Model, after: &webhook::Model, client: &client::Model) -> Change {
        let told = |m: &webhook::Model| {
            let units =
                m.unit_ids.as_ref().map(|units| units.0.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" "));
            json!({ "status": m.status, "event_types": m.event_types.0.join(" "), "unit_ids": units })
        };
        let unsaid = |m: &webhook::Model| json!({ "url": m.url, "description": m.description });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&unsaid(before), &unsaid(after));
        Change::new(self, after.id).version(after.version).unit(client.unit_id).changed(changed)
    }
}
