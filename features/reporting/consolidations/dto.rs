use base::{
    http::answer::Resource,
    kernel::{scope::Via, text::Text, transition::Action},
};
use chrono::{DateTime, Utc};
use entity::{Quantity, consolidation::ConsolidationStatus};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::reports::dto::{PeriodRef, Source, SourceChange};

/// What the reports used say of an indicator, as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsolidatedFigure {
    pub indicator_id: Uuid,
    #[schema(max_length = 40, example = "TGPL-04")]
    pub indicator_code: String,
    #[schema(max_length = 300)]
    pub indicator_name: String,
    #[schema(max_length = 60, example = "vụ việc")]
    pub unit_of_measure: String,
    /// Null for ratios, where nothing is reported, and where several were judged by levels.
    pub value: Option<Quantity>,
    /// Of a ratio: the sum over the reports.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// The sum of numerators by the sum of denominators, to two decimals, half up; null when that is zero.
    pub percent: Option<Quantity>,
    /// The figures make more than a figure can be; then they are null.
    pub overflow: bool,
    /// How many of the reports used hold a figure.
    #[schema(minimum = 0)]
    pub reported: u64,
}

/// What a consolidation says: its digest is of this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConsolidatedContent {
    /// Every unit that owes its report to this one, in the order of their names.
    #[schema(max_items = 2000)]
    pub sources: Vec<Source>,
    /// What the reports used add up to, indicator by indicator.
    #[schema(max_items = 200)]
    pub figures: Vec<ConsolidatedFigure>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsolidationSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub period: PeriodRef,
    pub unit_id: Uuid,
    /// As it was when it was consolidated.
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub unit_name: String,
    /// Counts the consolidations of the unit for the period.
    #[schema(minimum = 1)]
    pub version_no: i32,
    pub status: ConsolidationStatus,
    /// SHA-256 of the canonical JSON (RFC 8785) of `content`.
    #[schema(min_length = 64, max_length = 64)]
    pub content_digest: String,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
}

/// The reports of a line for a period, as one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Consolidation)]
pub struct ConsolidationView {
    #[serde(flatten)]
    pub summary: ConsolidationSummary,
    /// How many units have an accepted report in it.
    #[schema(minimum = 0)]
    pub units_with: usize,
    /// How many units have none and owe one.
    #[schema(minimum = 0)]
    pub units_without: usize,
    /// How many units need not report.
    #[schema(minimum = 0)]
    pub units_waived: usize,
    pub content: ConsolidatedContent,
    /// Whether its sources are other than those that there are now.
    pub stale: bool,
    /// What has become of its sources since.
    #[schema(max_items = 2000)]
    pub changes: Vec<SourceChange>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for ConsolidationView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/consolidations/{}", self.summary.id)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateConsolidation {
    pub movement_id: Uuid,
    pub period_id: Uuid,
    /// Whose: the unit that the reports were submitted to.
    pub unit_id: Uuid,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IssueConsolidation {
    /// `content_digest` of the draft as it was read.
    pub content_digest: Text<64>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UseConsolidation {
    /// An issued consolidation of the report's unit and period.
    pub consolidation_id: Uuid,
    /// `content_digest` of the consolidation as it was read.
    pub content_digest: Text<64>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ConsolidationFilter {
    pub movement_id: Option<Uuid>,
    pub period_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<ConsolidationStatus>,
}
