//! What the journal says of reporting schedules.
use base::store::journal::{Change, Changed, Facts};
use entity::{
    journal::Subject,
    period::PeriodKind,
    reporting_schedule::{self, ScheduleStatus},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a reporting schedule.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ReportingScheduleEvent {
    /// A schedule was begun.
    #[serde(rename = "reporting_schedule.created")]
    Created {
        movement_id: Uuid,
        period_kind: PeriodKind,
        /// The schedule whose place it is to take.
        replaces_id: Option<Uuid>,
    },
    /// The draft was changed.
    #[serde(rename = "reporting_schedule.updated")]
    Updated,
    /// It made its periods.
    #[serde(rename = "reporting_schedule.activated")]
    Activated {
        #[schema(max_length = 60)]
        document_number: String,
        periods: usize,
        /// How many periods of the one before went.
        removed: usize,
    },
    /// Another one took its place.
    #[serde(rename = "reporting_schedule.superseded")]
    Superseded { superseded_by: Uuid },
    /// It makes no more periods. The reason stands on the schedule.
    #[serde(rename = "reporting_schedule.withdrawn")]
    Withdrawn {
        /// How many of its periods went.
        removed: usize,
    },
}

impl Facts for ReportingScheduleEvent {
    const SUBJECT: Option<Subject> = Some(Subject::ReportingSchedule);
}

impl ReportingScheduleEvent {
    /// `unit_id` is who launched the movement.
    pub fn of(&self, before: &reporting_schedule::Model, after: &reporting_schedule::Model, unit_id: Uuid) -> Change {
        let told = |status: ScheduleStatus| json!({ "status": status });
        let texts = |m: &reporting_schedule::Model| json!({ "name": m.name, "content": m.content });
        let changed = Changed::between(&told(before.status), &told(after.status));
        let changed = changed.rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(unit_id).changed(changed)
    }
}
