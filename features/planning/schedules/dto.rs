mod preview;

use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        calendar::Roll,
        day::Day,
        text::{Line, Text},
        transition::Action,
    },
    store::document::DocumentNumber,
};
use chrono::{DateTime, Utc};
use entity::{
    ReportTemplate, period::PeriodKind, period_due::Tier, reporting_line::Receiver, reporting_schedule::ScheduleStatus,
    unit::UnitKind,
};
pub use preview::{PreviewDue, PreviewPeriod, SchedulePreview, UnitsOfKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Which period of which year: the third quarter of 2024 is 2024 and 3; the year of enforcement is always 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PeriodNumber {
    /// The year that the period is named by.
    #[validate(range(min = 1990, max = 2100))]
    #[schema(minimum = 1990, maximum = 2100, example = 2024)]
    pub year: i32,
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12, example = 1)]
    pub number: u32,
}

/// A period of its own kind: any days.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CustomPeriod {
    pub code: Text<20>,
    /// First day whose data belong to the period.
    pub data_from: Day,
    /// Last day whose data belong to the period.
    pub data_to: Day,
}

/// Until when a tier of units reports: by one of the four first ways.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"tier": "district", "day_of_last_month": 17, "roll": "next"}))]
pub struct ScheduleDue {
    pub tier: Tier,
    /// A day of the last month of the period; of a shorter month its last.
    #[validate(range(min = 1, max = 31))]
    #[schema(minimum = 1, maximum = 31)]
    pub day_of_last_month: Option<u32>,
    /// Month and day: the first such day after the period.
    #[schema(value_type = Option<String>, pattern = "^[0-9]{2}-[0-9]{2}$", example = "12-17")]
    pub date: Option<Text<5>>,
    /// So many working days after the last day of the period.
    #[validate(range(min = 1, max = 250))]
    #[schema(minimum = 1, maximum = 250)]
    pub working_days_after: Option<u32>,
    /// The rule of the law, by its code and, where several have it, its level.
    #[schema(example = "THADS_DUE_DISTRICT")]
    pub rule: Option<Text<80>>,
    /// Where a day that is not worked moves to; null leaves it where it is.
    pub roll: Option<Roll>,
}

/// What a schedule makes: its periods, who reports for them, and until when.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ScheduleContent)]
pub struct Content {
    /// The first of the run; null of custom periods.
    pub first: Option<PeriodNumber>,
    /// The last of the run.
    pub last: Option<PeriodNumber>,
    /// Of the kind `custom` only.
    #[schema(max_items = 60)]
    pub custom_periods: Vec<CustomPeriod>,
    /// Of those that the movement obliges; null for all of them.
    #[schema(max_items = 6)]
    pub unit_kinds: Option<Vec<UnitKind>>,
    #[schema(max_items = 3)]
    pub due: Vec<ScheduleDue>,
}

/// A schedule, without what it makes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportingScheduleSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    #[schema(max_length = 300, example = "Báo cáo quý theo Nghị định 09/2019/NĐ-CP")]
    pub name: String,
    /// Whose rules say which days a period has.
    #[schema(max_length = 40, example = "general")]
    pub regime: String,
    pub period_kind: PeriodKind,
    pub template: ReportTemplate,
    /// Whom reports go to; null leaves that to the lines of the movement.
    pub receiver: Option<Receiver>,
    /// The hour of the last day at which it is over; null leaves that to the calendar of the service.
    #[schema(max_length = 5, example = "17:00")]
    pub closes: Option<String>,
    #[schema(max_length = 60)]
    pub document_number: String,
    /// The schedule whose place it takes.
    pub replaces_id: Option<Uuid>,
    pub status: ScheduleStatus,
    /// When it made its periods.
    pub activated_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A reporting schedule of a movement.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportingSchedule)]
pub struct ReportingScheduleView {
    #[serde(flatten)]
    pub summary: ReportingScheduleSummary,
    #[serde(flatten)]
    pub content: Content,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for ReportingScheduleView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/reporting-schedules/{}", self.summary.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "name": "Báo cáo quý", "regime": "general", "period_kind": "quarter", "first": {"year": 2024, "number": 1}, "last": {"year": 2024, "number": 4}, "due": [{"tier": "district", "day_of_last_month": 17}, {"tier": "provincial", "day_of_last_month": 20, "roll": "next"}], "document_number": "412/QĐ-BTP"}))]
pub struct CreateReportingSchedule {
    pub movement_id: Uuid,
    pub name: Line,
    /// Whose rules say which days a period has: of the rules on reporting that the law has. Not of custom periods.
    #[schema(example = "general")]
    pub regime: Option<Text<40>>,
    pub period_kind: PeriodKind,
    /// The first of the run; not of custom periods.
    #[validate(nested)]
    pub first: Option<PeriodNumber>,
    /// The last of the run; a run has at most sixty.
    #[validate(nested)]
    pub last: Option<PeriodNumber>,
    /// Of the kind `custom`, and of no other.
    #[validate(length(min = 1, max = 60), nested)]
    #[schema(min_items = 1, max_items = 60)]
    pub custom_periods: Option<Vec<CustomPeriod>>,
    /// Of those that the movement obliges; null for all of them.
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub unit_kinds: Option<Vec<UnitKind>>,
    /// Of each tier that reports, once.
    #[validate(length(min = 1, max = 3), nested)]
    #[schema(min_items = 1, max_items = 3)]
    pub due: Vec<ScheduleDue>,
    #[serde(default)]
    pub template: ReportTemplate,
    /// Whom reports go to; null leaves that to the lines of the movement.
    pub receiver: Option<Receiver>,
    /// The hour of the last day at which it is over, from 00:01 to 24:00; null leaves that to the calendar of the service.
    #[schema(value_type = Option<String>, pattern = "^[0-9]{2}:[0-9]{2}$", example = "17:00")]
    pub closes: Option<Text<5>>,
    /// The document that sets it.
    pub document_number: DocumentNumber,
    /// An active schedule of the movement whose place it takes from the next period on.
    pub replaces_id: Option<Uuid>,
}

impl CreateReportingSchedule {
    pub fn content(&self) -> Content {
        Content {
            first: self.first,
            last: self.last,
            custom_periods: self.custom_periods.clone().unwrap_or_default(),
            unit_kinds: self.unit_kinds.clone(),
            due: self.due.clone(),
        }
    }
}

/// While it is a draft. Lists are replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateReportingSchedule {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub name: Option<Line>,
    /// The first of the run; not of custom periods.
    #[serde(default, deserialize_with = "given")]
    #[validate(nested)]
    #[schema(nullable = false)]
    pub first: Option<PeriodNumber>,
    /// The last of the run; a run has at most sixty.
    #[serde(default, deserialize_with = "given")]
    #[validate(nested)]
    #[schema(nullable = false)]
    pub last: Option<PeriodNumber>,
    /// Of the kind `custom`, and of no other.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 60), nested)]
    #[schema(min_items = 1, max_items = 60, nullable = false)]
    pub custom_periods: Option<Vec<CustomPeriod>>,
    /// Of those that the movement obliges; null for all of them.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<UnitKind>>, min_items = 1, max_items = 6)]
    pub unit_kinds: Option<Option<Vec<UnitKind>>>,
    /// Of each tier that reports, once.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 3), nested)]
    #[schema(min_items = 1, max_items = 3, nullable = false)]
    pub due: Option<Vec<ScheduleDue>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub document_number: Option<DocumentNumber>,
}

impl UpdateReportingSchedule {
    /// What is given, the rest as it was.
    pub fn over(&self, before: Content) -> Content {
        Content {
            first: self.first.or(before.first),
            last: self.last.or(before.last),
            custom_periods: self.custom_periods.clone().unwrap_or(before.custom_periods),
            unit_kinds: self.unit_kinds.clone().unwrap_or(before.unit_kinds),
            due: self.due.clone().unwrap_or(before.due),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReportingScheduleFilter {
    pub movement_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 4)]
    pub status: Vec<ScheduleStatus>,
}
