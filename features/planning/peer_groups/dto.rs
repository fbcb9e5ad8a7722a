use base::{
    http::answer::Resource,
    kernel::{
        day::Day,
        text::{Line, Text},
    },
    store::document::DocumentNumber,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A group of units that are measured against each other.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PeerGroup)]
pub struct PeerGroupView {
    pub id: Uuid,
    #[schema(max_length = 40, example = "KV-DBB")]
    pub code: String,
    #[schema(max_length = 300, example = "Khu vực thi đua Đông Bắc Bộ")]
    pub name: String,
    /// The document that forms it.
    #[schema(max_length = 60)]
    pub document_number: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// The document that ends it.
    #[schema(max_length = 60)]
    pub end_document: Option<String>,
    /// The units that belong to it.
    #[schema(max_items = 200)]
    pub unit_ids: Vec<Uuid>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for PeerGroupView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/peer-groups/{}", self.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "KV-DBB", "name": "Khu vực thi đua Đông Bắc Bộ", "document_number": "88/QĐ-BTP", "valid_from": "2024-01-01", "unit_ids": ["0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002"]}))]
pub struct CreatePeerGroup {
    pub code: Text<40>,
    pub name: Line,
    /// The document that forms it.
    pub document_number: DocumentNumber,
    pub valid_from: Day,
    /// Not before `valid_from`; left out while its end is not known.
    pub valid_to: Option<Day>,
    /// Units in being on its first day, each once.
    #[validate(length(min = 2, max = 200))]
    #[schema(min_items = 2, max_items = 200)]
    pub unit_ids: Vec<Uuid>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"valid_to": "2025-06-30", "document_number": "412/QĐ-BTP"}))]
pub struct EndPeerGroup {
    /// Its last day, not before its first.
    pub valid_to: Day,
    /// The document that ends it.
    pub document_number: DocumentNumber,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeerGroupFilter {
    /// Groups that this unit belongs to.
    pub unit_id: Option<Uuid>,
    /// Groups that are there on this day.
    pub as_of: Option<Day>,
}
