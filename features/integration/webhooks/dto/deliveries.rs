//! Messages, and what has become of them.
use base::http::answer::Resource;
use chrono::{DateTime, Utc};
use entity::webhook_delivery::{self, DeliveryFailure, DeliveryState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::place;
use crate::{
    changes::{Change, ChangeKind},
    resources::Resource as Copied,
};

/// A message to a webhook, and what its last attempt said.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct DeliveryView {
    pub id: Uuid,
    pub webhook_id: Uuid,
    /// `webhook-id`: the same however often it is sent.
    #[schema(max_length = 80, example = "evt_1204_0198c0de00007000800000000000000a")]
    pub message_id: String,
    /// The `type` of the message.
    #[serde(rename = "type")]
    #[schema(max_length = 80, example = "plan.issued")]
    pub event: String,
    /// The place in the journal; null of notices of the webhook itself.
    #[schema(minimum = 1)]
    pub seq: Option<i64>,
    /// The collection that the subject is read in; null of notices of the webhook itself.
    pub resource: Option<Copied>,
    /// What it is about. Messages about one subject go one after the other.
    pub subject_id: Uuid,
    pub state: DeliveryState,
    /// How often it was tried.
    #[schema(minimum = 0, example = 1)]
    pub attempts: i32,
    /// When it is tried next; of what is done, when it was last due.
    pub due_at: DateTime<Utc>,
    /// When it was tried last; null before the first time.
    pub attempted_at: Option<DateTime<Utc>>,
    /// How long the last attempt took.
    #[schema(minimum = 0, example = 84)]
    pub duration_ms: Option<i32>,
    /// Of the last answer, if there was one.
    #[schema(minimum = 100, maximum = 999, example = 204)]
    pub status_code: Option<i32>,
    /// Why the last attempt failed; null where it did not.
    pub failure: Option<DeliveryFailure>,
    /// What was sent last.
    #[schema(max_length = 20_000)]
    pub request_body: Option<String>,
    /// How the last answer begins.
    #[schema(max_length = 5_000, example = "")]
    pub answer_body: Option<String>,
    /// When it was done; null while it is to be sent.
    pub finished_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl From<webhook_delivery::Model> for DeliveryView {
    fn from(m: webhook_delivery::Model) -> Self {
        Self {
            id: m.id,
            webhook_id: m.webhook_id,
            message_id: m.message_id,
            event: m.event,
            seq: m.seq,
            resource: m.resource.as_deref().and_then(Copied::named),
            subject_id: m.subject_id,
            state: m.state,
            attempts: m.attempts,
            due_at: m.due_at,
            attempted_at: m.attempted_at,
            duration_ms: m.duration_ms,
            status_code: m.status_code,
            failure: m.failure,
            request_body: m.request_body,
            answer_body: m.answer_body,
            finished_at: m.finished_at,
            created_at: m.created_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

impl Resource for DeliveryView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("{}/deliveries/{}", place(self.webhook_id), self.id)
    }
}

/// What is sent to a webhook (Standard Webhooks).
#[derive(Clone, Debug, Serialize)]
pub struct WebhookMessage {
    /// An event of the catalogue, or the name of a notice.
    #[serde(rename = "type")]
    pub event: String,
    /// When it happened, whenever it is sent.
    pub timestamp: DateTime<Utc>,
    pub data: MessageData,
}

/// Where something has changed, as `/changes` tells it to the client at the moment of sending, or what a notice says.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum MessageData {
    Changed(Box<Pointer>),
    Notice(serde_json::Value),
}

/// An entry of `/changes` without what it says: that is read where the message points to, by the rights of who reads. The members
/// are named one by one, so that what is added to the feed is not sent by itself.
#[derive(Clone, Debug, Serialize)]
pub struct Pointer {
    kind: ChangeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<DateTime<Utc>>,
    resource: Copied,
    id: Uuid,
    /// Where it is read.
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_id: Option<Uuid>,
}

impl Pointer {
    /// None of an entry that is about no resource.
    pub fn to(change: Change) -> Option<Self> {
        let (resource, id) = (change.resource?, change.id?);
        Some(Self {
            kind: change.kind,
            seq: change.seq,
            at: change.at,
            resource,
            id,
            path: format!("/api/v1/{}/{id}", resource.name()),
            version: change.version,
            event: change.event,
            unit_id: change.unit_id,
        })
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DeliveryFilter {
    /// In one of these states: `dead` for the dead letters.
    #[serde(default)]
    #[param(max_items = 4)]
    pub state: Vec<DeliveryState>,
}
