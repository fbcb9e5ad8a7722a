//! What a schedule would make.
use chrono::{DateTime, NaiveDate, Utc};
use entity::{period::PeriodKind, period_due::Tier, unit::UnitKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::law::dto::Citation;

/// What a schedule would make if it were activated today; nothing of it is written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SchedulePreview {
    pub schedule_id: Uuid,
    /// The day for which it is told.
    pub as_of: NaiveDate,
    /// What it would make, in the order of time.
    #[schema(max_items = 60)]
    pub periods: Vec<PreviewPeriod>,
    /// Codes of periods of the schedule whose place it takes that stay, for they have begun or plans name them.
    #[schema(max_items = 200)]
    pub kept: Vec<String>,
    /// Codes of periods of the schedule whose place it takes that go.
    #[schema(max_items = 200)]
    pub removed: Vec<String>,
}

/// A period that would be made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewPeriod {
    #[schema(max_length = 20, example = "2024-Q1")]
    pub code: String,
    pub kind: PeriodKind,
    /// Both days are included.
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
    /// The rule that says which days it has; null of custom periods.
    pub citation: Option<Citation>,
    #[schema(max_items = 3)]
    pub due: Vec<PreviewDue>,
    /// How many units would report, by kind.
    #[schema(max_items = 6)]
    pub owed: Vec<UnitsOfKind>,
}

/// Until when a tier would report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewDue {
    pub tier: Tier,
    pub due_on: NaiveDate,
    /// The day that it was moved from, for that is not worked.
    pub rolled_from: Option<NaiveDate>,
    /// The first instant that is too late for that day.
    pub closes_at: DateTime<Utc>,
    /// Whether that instant has passed: whoever came to owe the report would be late from the start.
    pub is_past: bool,
    /// Whether the notice of the year was read, where working days are looked at; else null.
    pub calendar_verified: Option<bool>,
    /// The rule that says so, where one of the law does.
    pub citation: Option<Citation>,
    /// The first day on which the law lets it be due; null where no rule says so, or nobody knows which days are worked.
    pub earliest_on: Option<NaiveDate>,
    /// The rule on how far a due day lies from the last day of the figures.
    pub earliest_citation: Option<Citation>,
    /// Whether it lies before that day. By a rule that was read in a public text such a schedule is refused.
    pub too_soon: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitsOfKind {
    pub unit_kind: UnitKind,
    /// How many units would report.
    #[schema(minimum = 0)]
    pub units: usize,
}
