//! What a report says: its values and its words.
use base::{
    http::body::present,
    kernel::{
        day::Day,
        text::{Prose, Text},
    },
    store::document::DocumentView,
};
use chrono::NaiveDate;
use entity::{Narrative, Quantity};
use planning::plans::dto::TargetOrigin;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{CheckView, PeriodRef, SubmittedFile};

/// What a version of a report said when it was submitted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SubmittedReport {
    /// The movement that it belongs to.
    pub movement_id: Uuid,
    /// The unit that owed it.
    pub unit_id: Uuid,
    /// As it was when the report was signed.
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// The period that it covers.
    pub period: PeriodRef,
    /// The version of the plan whose targets it answers. Null where the plan had not been sent.
    pub plan_id: Option<Uuid>,
    /// Counts the times that the report was submitted.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// The document by which it was issued.
    pub document: Option<DocumentView>,
    /// What was reported on each target.
    #[schema(max_items = 200)]
    pub values: Vec<ValueView>,
    /// The words of the report.
    pub narrative: Narrative,
    /// The files that were sent with it.
    #[schema(max_items = 100)]
    pub attachments: Vec<SubmittedFile>,
    /// What the figures made a reader ask when it was submitted, and what the unit said to it.
    #[schema(max_items = 100)]
    pub checks: Vec<CheckView>,
    /// Where the figures of below come from.
    pub consolidation: Option<UsedConsolidation>,
    /// Number of the accepted version that it corrects.
    pub corrects: Option<i32>,
    /// Why it corrects that.
    #[schema(max_length = 2000)]
    pub correction_reason: Option<String>,
}

/// What was reported on a target. All figures null: nothing was reported, and `note` says why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Value)]
pub struct ValueView {
    pub target_id: Uuid,
    pub indicator_id: Option<Uuid>,
    /// Whose target it answers, where the plan restates those of predecessors.
    #[schema(max_items = 200)]
    pub origins: Vec<TargetOrigin>,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// What was consolidated from the units below; the figure above is the unit's own.
    pub below: Option<FigureView>,
    /// The own figure and that of below as one; null without one of below, and where they make more than a figure can be.
    pub total: Option<FigureView>,
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// The attached files that show it.
    #[schema(max_items = 20)]
    pub evidence: Vec<Uuid>,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
}

/// A figure, or of a ratio its two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Figure)]
pub struct FigureView {
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// Of a ratio, to two decimals, half up; null when the denominator is zero.
    pub percent: Option<Quantity>,
}

/// The consolidation from which the figures of below were taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UsedConsolidation {
    /// The id of the consolidation.
    pub consolidation_id: Uuid,
    /// Digest of what it says.
    #[schema(min_length = 64, max_length = 64)]
    pub content_digest: String,
    /// Codes of indicators that it has a figure for and the unit's plan no target: that figure is in no value of the report.
    #[schema(max_items = 200)]
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"target_id": "0198c0de-0000-7000-8000-000000000001", "numerator": 6075, "denominator": 7500}))]
pub struct ValueInput {
    pub target_id: Uuid,
    pub value: Option<Quantity>,
    /// Of a ratio: with its denominator.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// Needed when there is no figure.
    pub note: Option<Text<2000>>,
    /// Files that are attached to the report and show the value.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub evidence: Option<Vec<Uuid>>,
    /// Within the period; the period's first day when left out.
    pub data_from: Option<Day>,
    /// Within the period; the period's last day when left out.
    pub data_to: Option<Day>,
}

/// Absent members stay as they are, null empties them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NarrativeInput {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub results: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub limitations: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub causes: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub lessons: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub proposals: Option<Option<Prose>>,
}

impl NarrativeInput {
    /// What was there before, as far as the input is silent.
    pub fn over(&self, before: &Narrative) -> Narrative {
        let part = |given: &Option<Option<Prose>>, before: &Option<String>| match given {
            Some(text) => text.as_deref().map(str::to_owned),
            None => before.clone(),
        };
        Narrative {
            results: part(&self.results, &before.results),
            limitations: part(&self.limitations, &before.limitations),
            causes: part(&self.causes, &before.causes),
            lessons: part(&self.lessons, &before.lessons),
            proposals: part(&self.proposals, &before.proposals),
        }
    }
}
