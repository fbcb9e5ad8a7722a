use chrono::{DateTime, Utc};
use entity::journal::Subject;
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        RefOr, Type,
        schema::{ObjectBuilder, Schema},
    },
};
use uuid::Uuid;

/// Name of an event, of the catalogue under `webhooks`. The list of names is put in where the catalogue is known.
pub struct EventName;

impl PartialSchema for EventName {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).into()
    }
}

impl ToSchema for EventName {}

/// One entry of the journal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JournalEntry {
    pub id: Uuid,
    /// Its place in the one order of all entries; absent until it is sealed, within two seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub seq: Option<i64>,
    /// Chains it to the entry before (SHA-256).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64)]
    pub hash: Option<String>,
    pub at: DateTime<Utc>,
    #[schema(value_type = EventName, example = "plan.issued")]
    pub event: String,
    /// Which form `data` has.
    #[schema(minimum = 1, example = 1)]
    pub event_version: i32,
    pub actor_id: Option<Uuid>,
    /// The machine client that did it, if one did: then `actor_id` is null, as no person did.
    pub client_id: Option<Uuid>,
    /// By whose right that person acted, where it was delegated (ủy quyền).
    pub delegated_by_id: Option<Uuid>,
    pub subject_type: Subject,
    pub subject_id: Uuid,
    /// The subject's version after the change; null where subjects of this kind have no versions, or it is gone.
    #[schema(minimum = 1)]
    pub subject_version: Option<i64>,
    pub unit_id: Option<Uuid>,
    /// The trace id of the request that made it.
    #[schema(max_length = 64)]
    pub request_id: String,
    /// What changed, in the form that the webhook of this event publishes; left out where `hidden_fields` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub data: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JournalFilter {
    #[serde(default)]
    #[param(max_items = 50, value_type = Vec<EventName>)]
    pub event: Vec<String>,
    pub subject_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
}
