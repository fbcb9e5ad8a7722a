mod deliveries;

use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{day::Instant, text::Text},
};
use chrono::{DateTime, Utc};
pub use deliveries::{DeliveryFilter, DeliveryView, MessageData, Pointer, WebhookMessage};
use entity::{
    webhook::{self, DisabledReason, WebhookStatus},
    webhook_secret::{self, SecretKind},
};
use organisation::journal::EventName;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// An address at which a machine client is told what has changed of what it reads.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookView {
    pub id: Uuid,
    /// The machine client whose scopes and units say what is told.
    pub client_id: Uuid,
    /// Where messages are sent.
    #[schema(max_length = 2000, example = "https://portal.example.vn/hooks/thidua")]
    pub url: String,
    /// What it is for.
    #[schema(max_length = 300, example = "Cổng thông tin, môi trường thật")]
    pub description: Option<String>,
    /// Which events are told; empty for whatever the feed tells, be it without the name of an event.
    #[schema(max_items = 300, value_type = Vec<EventName>, example = json!(["plan.issued", "report.submitted"]))]
    pub event_types: Vec<String>,
    /// Units of the client at which it sees for this webhook; null for all that the client has.
    #[schema(max_items = 200)]
    pub unit_ids: Option<Vec<Uuid>>,
    pub status: WebhookStatus,
    /// Why it is told nothing any more; null while it is.
    pub disabled_reason: Option<DisabledReason>,
    /// Since when it is told nothing; null while it is told something.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Up to which place of the journal it has its deliveries.
    #[schema(minimum = 0)]
    pub position: i64,
    /// How many attempts have failed since the last one that did not.
    #[schema(minimum = 0, example = 0)]
    pub failures: i32,
    /// When the first of these was; null where there are none.
    pub failing_since: Option<DateTime<Utc>>,
    /// What it signs with: each of them signs every message. Without any it waits, and sends nothing.
    #[schema(max_items = 4)]
    pub secrets: Vec<WebhookSecret>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// What signs the messages of a webhook, without what is secret of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookSecret {
    pub id: Uuid,
    pub kind: SecretKind,
    /// Of Ed25519: what messages are verified by.
    #[schema(max_length = 60, example = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]
    pub public_key: Option<String>,
    pub created_at: DateTime<Utc>,
}

impl WebhookView {
    pub fn of(m: webhook::Model, secrets: &[webhook_secret::Model]) -> Self {
        let own = secrets.iter().filter(|secret| secret.webhook_id == m.id);
        let secret = |one: &webhook_secret::Model| WebhookSecret {
            id: one.id,
            kind: one.kind,
            public_key: one.public_key.clone(),
            created_at: one.created_at,
        };
        Self {
            secrets: own.map(secret).collect(),
            id: m.id,
            client_id: m.client_id,
            url: m.url,
            description: m.description,
            event_types: m.event_types.0,
            unit_ids: m.unit_ids.map(|units| units.0),
            status: m.status,
            disabled_reason: m.disabled_reason,
            disabled_at: m.disabled_at,
            position: m.position,
            failures: m.failures,
            failing_since: m.failing_since,
            created_at: m.created_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

pub fn place(id: Uuid) -> String {
    format!("/api/v1/webhooks/{id}")
}

impl Resource for WebhookView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        place(self.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateWebhook {
    /// An `https` address of the open network, or one that the operator has opened.
    #[schema(example = "https://portal.example.vn/hooks/thidua")]
    pub url: Text<2000>,
    pub description: Option<Text<300>>,
    /// Which events are told; all where left out or empty.
    #[validate(length(max = 300))]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, max_items = 300, value_type = Option<Vec<EventName>>)]
    pub event_types: Option<Vec<String>>,
    /// A part of the client's units; all of them where left out or null.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub unit_ids: Option<Vec<Uuid>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateWebhook {
    /// An `https` address of the open network, or one that the operator has opened.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, example = "https://portal.example.vn/hooks/thidua")]
    pub url: Option<Text<2000>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Text<300>>)]
    pub description: Option<Option<Text<300>>>,
    /// Which events are told from now on; empty for all.
    #[validate(length(max = 300))]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, max_items = 300, value_type = Option<Vec<EventName>>)]
    pub event_types: Option<Vec<String>>,
    /// A part of the client's units; null for all of them.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(value_type = Option<Vec<Uuid>>, min_items = 1, max_items = 200)]
    pub unit_ids: Option<Option<Vec<Uuid>>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EnableWebhook {
    /// Whether dead letters are sent again too.
    #[serde(default)]
    pub redeliver_dead: bool,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = one_of_the_two))]
#[schema(example = json!({"after_seq": 1204}))]
pub struct ReplayWebhook {
    /// Everything after this place of the journal.
    #[validate(range(min = 0))]
    #[schema(minimum = 0, example = 1204)]
    pub after_seq: Option<i64>,
    /// Everything that was sealed since this instant.
    #[schema(example = "2024-06-03T02:00:00Z")]
    pub since: Option<Instant>,
}

fn one_of_the_two(input: &ReplayWebhook) -> Result<(), ValidationError> {
    match (input.after_seq, input.since) {
        (None, None) => Err(ValidationError::new("required")),
        (Some(_), Some(_)) => Err(ValidationError::new("not_allowed")),
        _ => Ok(()),
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AddWebhookSecret {
    pub kind: SecretKind,
}

/// The only time that a secret is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookSecretTold {
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub kind: SecretKind,
    /// Of HMAC, to be kept where only the receiver reads it; null of Ed25519, of which nothing is told but the public key.
    #[schema(max_length = 60, example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    pub secret: Option<String>,
    /// Of Ed25519: what messages are verified by.
    #[schema(max_length = 60, example = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]
    pub public_key: Option<String>,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WebhookFilter {
    /// Of this machine client.
    pub client_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub status: Vec<WebhookStatus>,
}
