use base::{
    http::answer::Resource,
    kernel::{day::Day, scope::Via, text::Prose, transition::Action},
    store::document::{DocumentInput, DocumentNumber, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    reminder::{ReminderMeans, ReminderResolution, ReminderStatus, ReminderSubject},
    reminder_rung::{RungMeans, RungTiming},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// That a unit is reminded of what it has to send.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Reminder)]
pub struct ReminderView {
    pub id: Uuid,
    pub movement_id: Uuid,
    /// What kind of thing it is of.
    pub subject_type: ReminderSubject,
    /// The obligation, the supplement request or, of a plan, the movement in which the unit plans.
    pub subject_id: Uuid,
    /// Who is reminded.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Na Rì")]
    pub unit_name: String,
    /// Who reminds: the unit to which the paper goes.
    pub from_unit_id: Uuid,
    /// The rung of the ladder.
    #[schema(minimum = 1, maximum = 9)]
    pub level: i16,
    /// How it came about.
    pub means: ReminderMeans,
    /// The day that it reminds of; another last day begins the ladder anew.
    pub due_on: NaiveDate,
    pub status: ReminderStatus,
    /// What the upper unit writes.
    #[schema(max_length = 8000)]
    pub text: Option<String>,
    /// Of a letter, once it is signed.
    pub document: Option<DocumentView>,
    pub sent_at: Option<DateTime<Utc>>,
    /// When the unit said that it has read it.
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub resolution: Option<ReminderResolution>,
    /// Why the upper unit took it back.
    #[schema(max_length = 2000)]
    pub resolution_reason: Option<String>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
}

impl Resource for ReminderView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/reminders/{}", self.id)
    }
}

/// A level that the ladder climbs by letter waits for the signature of the head; any other is sent at once.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"subject_type": "report", "subject_id": "0198c0de-0000-7000-8000-000000000001", "level": 3, "text": "Đề nghị đơn vị gửi báo cáo năm 2024 trước ngày 25/12/2024."}))]
pub struct CreateReminder {
    pub subject_type: ReminderSubject,
    /// An obligation, a supplement request or, of a plan, the movement.
    pub subject_id: Uuid,
    /// Of a plan only: whose.
    pub unit_id: Option<Uuid>,
    /// One of the ladder's.
    #[validate(range(min = 1, max = 9))]
    #[schema(minimum = 1, maximum = 9)]
    pub level: i16,
    pub text: Option<Prose>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignReminder {
    #[validate(nested)]
    pub document: DocumentInput,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReminderFilter {
    pub movement_id: Option<Uuid>,
    /// Of things of these kinds.
    #[serde(default)]
    #[param(max_items = 3)]
    pub subject_type: Vec<ReminderSubject>,
    /// What is reminded of.
    pub subject_id: Option<Uuid>,
    /// Repeat for several units.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// This unit and everything below it.
    pub within: Option<Uuid>,
    /// Who reminds.
    pub from_unit_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 5)]
    pub status: Vec<ReminderStatus>,
    /// The rung of the ladder.
    #[param(minimum = 1, maximum = 9)]
    pub level: Option<i16>,
}

/// When units are reminded. It is never changed: the newest of a movement holds, else the newest of all.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReminderLadder)]
pub struct LadderView {
    pub id: Uuid,
    /// Null of one for all movements that have none of their own.
    pub movement_id: Option<Uuid>,
    /// Null of the one that the service begins with.
    pub given_by_unit_id: Option<Uuid>,
    /// The document by which it was given; `configuration` of the one that the service begins with.
    #[schema(max_length = 60, example = "812/STP-HCTP")]
    pub document_number: String,
    /// Its steps, from the first level on.
    #[schema(max_items = 9)]
    pub rungs: Vec<RungInput>,
    pub created_at: DateTime<Utc>,
    /// Always 1.
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for LadderView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/reminder-ladders/{}", self.id)
    }
}

/// A ladder takes the place of the one before, for what is not yet sent.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"document_number": "812/STP-HCTP", "rungs": [{"level": 1, "timing": "before", "working_days": 5, "means": "automatic"}, {"level": 2, "timing": "after", "working_days": 1, "means": "automatic"}, {"level": 3, "timing": "after", "working_days": 5, "means": "letter"}]}))]
pub struct CreateLadder {
    /// Left out by the standing body, for all movements that have none of their own.
    pub movement_id: Option<Uuid>,
    pub document_number: DocumentNumber,
    /// From level 1 on, each on a later day than the one before.
    #[validate(length(min = 1, max = 9), nested)]
    #[schema(min_items = 1, max_items = 9)]
    pub rungs: Vec<RungInput>,
}

/// One step of a ladder.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReminderRung)]
pub struct RungInput {
    #[validate(range(min = 1, max = 9))]
    #[schema(minimum = 1, maximum = 9)]
    pub level: i16,
    /// On which side of the last day it lies.
    pub timing: RungTiming,
    /// How many working days before or after the last day; none on it.
    #[serde(default)]
    #[validate(range(min = 0, max = 60))]
    #[schema(minimum = 0, maximum = 60)]
    pub working_days: i16,
    /// By the service itself, or by a letter that it draws up on that day and the upper unit writes and signs.
    pub means: RungMeans,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LadderFilter {
    /// Those of one movement.
    pub movement_id: Option<Uuid>,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PreviewFilter {
    pub movement_id: Uuid,
    /// Today when left out.
    pub on: Option<Day>,
}

/// What would be sent, as far as it is known today.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlannedReminder {
    pub subject_type: ReminderSubject,
    /// The obligation, the supplement request or, of a plan, the movement.
    pub subject_id: Uuid,
    /// Who would be reminded.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Na Rì")]
    pub unit_name: String,
    /// Who would remind.
    pub from_unit_id: Uuid,
    /// The rung of the ladder.
    #[schema(minimum = 1, maximum = 9)]
    pub level: i16,
    /// A letter is not sent by itself: it is drawn up on its day, and waits to be written and signed.
    pub means: RungMeans,
    pub due_on: NaiveDate,
}
