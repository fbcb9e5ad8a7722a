//! What a report says: its values and its words.
use chrono::NaiveDate;
use entity::{Narrative, Quantity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::PeriodRef;
use crate::{
    features::planning::plans::dto::TargetOrigin,
    http::body::present,
    kernel::{
        day::Day,
        text::{Prose, Text},
    },
    store::document::DocumentView,
};

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
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
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
