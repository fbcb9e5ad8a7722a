//! What makes a reader ask, what was reported before, and the rules that are rows of data.
use base::kernel::text::Text;
use chrono::{DateTime, NaiveDate, Utc};
use entity::Quantity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

pub use crate::reports::catalogue::{RequiredSection, ReturnReason, Rule, Severity};

/// A check that found something in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportCheck)]
pub struct CheckView {
    #[schema(max_length = 40, example = "ten_times_last")]
    pub code: String,
    /// What it asks of the unit.
    pub severity: Severity,
    #[schema(max_length = 300, example = "Gấp từ mười lần kỳ trước trở lên")]
    pub name: String,
    #[schema(max_length = 300, example = "Ten times the last period or more")]
    pub name_en: String,
    /// The figures that it asks about.
    #[schema(max_items = 200)]
    pub findings: Vec<Finding>,
    /// What the unit says to just these; null while it has not.
    pub answer: Option<CheckAnswerView>,
}

/// A figure that a check asks about, and that of the period before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CheckFinding)]
pub struct Finding {
    pub target_id: Uuid,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// The figure of the period before, of what is no ratio.
    pub last_value: Option<Quantity>,
    /// The counted part in the period before.
    pub last_numerator: Option<Quantity>,
    /// The whole in the period before.
    pub last_denominator: Option<Quantity>,
}

/// What the unit says to a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CheckAnswer)]
pub struct CheckAnswerView {
    #[schema(max_length = 2000)]
    pub text: String,
    /// When it was given.
    pub answered_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AnswerCheck {
    /// Why the figures are right.
    #[schema(example = "Năm nay mở thêm bốn điểm trợ giúp pháp lý lưu động")]
    pub text: Text<2000>,
}

/// What was reported on a target for the period before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviousValue {
    /// The target of the plan that this report answers.
    pub target_id: Uuid,
    /// The unit that reported it: this one or one that it took over from.
    pub unit_id: Uuid,
    #[schema(max_length = 20, example = "2023")]
    pub period_code: String,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
    /// Whether the superior has accepted it.
    pub accepted: bool,
}

/// The rules of reports that are rows of data.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportRules {
    /// Why a report may be returned.
    #[schema(max_items = 100)]
    pub return_reasons: Vec<ReturnReason>,
    /// The sections that reports of a template must state.
    #[schema(max_items = 100)]
    pub required_sections: Vec<RequiredSection>,
    /// What makes a reader ask.
    #[schema(max_items = 100)]
    pub checks: Vec<Rule>,
}
