use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::kernel::text::Text;

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
    #[schema(max_length = 60, example = "plan.issued")]
    pub event: String,
    pub actor_id: Option<Uuid>,
    #[schema(max_length = 40, example = "plan")]
    pub subject_type: String,
    pub subject_id: Uuid,
    pub unit_id: Option<Uuid>,
    /// The trace id of the request that made it.
    #[schema(max_length = 64)]
    pub request_id: String,
    /// What changed; left out where `hidden_fields` names it.
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
    #[param(max_items = 50)]
    pub event: Vec<Text<60>>,
    pub subject_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
}
