mod step;

use base::{
    http::{answer::Resource, body::given},
    kernel::{
        day::Day,
        text::{Line, Text},
        transition::Action,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::reorganisation::ReorganisationStatus;
use serde::{Deserialize, Serialize};
pub use step::*;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Sắp xếp Sở Tư pháp tỉnh Thái Nguyên", "legal_basis": "202/2025/QH15", "in_force_from": "2025-06-12", "operational_from": "2025-07-01", "steps": [{"type": "rename", "unit": "H55.STP", "name": "Sở Tư pháp tỉnh Thái Nguyên", "code": "H55.STP-202507"}]}))]
pub struct CreateReorganisation {
    pub title: Line,
    /// Number and symbol of the document.
    pub legal_basis: Line,
    /// Whether the document itself was read: what is known only by report stays unverified until somebody has.
    #[serde(default)]
    pub legal_basis_verified: bool,
    /// When the document came into force: not after the first day of the new organisation.
    pub in_force_from: Day,
    /// The first day of the new organisation, from 00:00 in Asia/Ho_Chi_Minh.
    pub operational_from: Day,
    #[schema(min_items = 1, max_items = 2000)]
    #[validate(length(min = 1, max = 2000))]
    pub steps: Vec<Step>,
}

/// A change sends a previewed document back to `draft`.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateReorganisation {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub legal_basis: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub legal_basis_verified: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub in_force_from: Option<Day>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub operational_from: Option<Day>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, min_items = 1, max_items = 2000)]
    #[validate(length(min = 1, max = 2000))]
    pub steps: Option<Vec<Step>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Apply {
    /// Of the preview that was read.
    pub digest: Text<64>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReorganisationFilter {
    #[serde(default)]
    #[param(max_items = 6)]
    pub status: Vec<ReorganisationStatus>,
    pub operational_from_from: Option<Day>,
    pub operational_from_to: Option<Day>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EffectFilter {
    #[param(min_length = 1, max_length = 40, example = "plan")]
    pub resource: Option<Text<40>>,
    #[param(min_length = 1, max_length = 40, example = "transferred")]
    pub effect: Option<Text<40>>,
    /// The unit that ends.
    pub unit_id: Option<Uuid>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Reorganisation)]
pub struct ReorganisationView {
    #[serde(flatten)]
    pub summary: ReorganisationSummary,
    #[schema(max_items = 2000)]
    pub steps: Vec<Step>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReorganisationSummary {
    pub id: Uuid,
    #[schema(max_length = 300)]
    pub title: String,
    pub status: ReorganisationStatus,
    #[schema(max_length = 300, example = "202/2025/QH15")]
    pub legal_basis: String,
    /// Whether the document itself was read; what was not is to be confirmed by a person before it is relied on.
    pub legal_basis_verified: bool,
    pub in_force_from: NaiveDate,
    pub operational_from: NaiveDate,
    /// What it does, counted; the things themselves are under `/effects`. None before the first preview.
    pub preview: Option<Preview>,
    pub applied_at: Option<DateTime<Utc>>,
    /// Why it could not be applied on its day.
    #[schema(max_length = 8000)]
    pub failure: Option<String>,
    /// Why it was cancelled or undone.
    #[schema(max_length = 8000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Preview {
    /// SHA-256 over the steps and effects, in hexadecimal.
    #[schema(max_length = 64, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub digest: String,
    pub previewed_at: DateTime<Utc>,
    #[schema(max_items = 100)]
    pub effects: Vec<EffectCount>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EffectCount {
    #[schema(max_length = 40, example = "plan")]
    pub resource: String,
    #[schema(max_length = 40, example = "transferred")]
    pub effect: String,
    #[schema(minimum = 1)]
    pub count: i64,
}

/// What becomes of one thing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReorganisationEffect)]
pub struct EffectView {
    #[schema(minimum = 1)]
    pub ordinal: i32,
    #[schema(max_length = 40, example = "plan")]
    pub resource: String,
    #[schema(max_length = 40, example = "transferred")]
    pub effect: String,
    /// Of a paper only for those who read the papers of its unit.
    pub subject_id: Option<Uuid>,
    /// The unit that it was with.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub unit_name: String,
    /// The unit that it goes to.
    pub heir_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

impl Resource for ReorganisationView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/reorganisations/{}", self.summary.id)
    }
}
