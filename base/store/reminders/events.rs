//! What the journal says of reminders.
use chrono::NaiveDate;
use entity::{
    journal::Subject,
    reminder::{self, ReminderMeans, ReminderResolution, ReminderSubject},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::journal::{Change, Facts};

/// What happened to a reminder.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ReminderEvent {
    /// An official letter was drawn up.
    #[serde(rename = "reminder.drafted")]
    Drafted(ReminderFact),
    /// A unit was reminded.
    #[serde(rename = "reminder.sent")]
    Sent(ReminderFact),
    /// The unit has read the reminder.
    #[serde(rename = "reminder.acknowledged")]
    Acknowledged,
    /// One of a higher level was sent for the same.
    #[serde(rename = "reminder.escalated")]
    Escalated,
    /// Nothing is urged for any more. What the upper unit says of it stands on the reminder.
    #[serde(rename = "reminder.resolved")]
    Resolved { resolution: ReminderResolution },
}

/// What a reminder urges for.
#[derive(Serialize, ToSchema)]
pub struct ReminderFact {
    subject_type: ReminderSubject,
    subject_id: Uuid,
    level: i16,
    /// How it came about.
    means: ReminderMeans,
    due_on: NaiveDate,
    /// Of an official letter that was signed.
    #[schema(max_length = 60)]
    document_number: Option<String>,
}

impl Facts for ReminderEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Reminder);
}

impl From<&reminder::Model> for ReminderFact {
    fn from(m: &reminder::Model) -> Self {
        let (subject_type, subject_id, document_number) = (m.subject_type, m.subject_id, m.document_number.clone());
        Self { subject_type, subject_id, level: m.level, means: m.means, due_on: m.due_on, document_number }
    }
}

impl ReminderEvent {
    /// Until it is sent it is the matter of the unit that draws it up.
    pub fn of(&self, m: &reminder::Model) -> Change {
        let unit = if m.sent_at.is_some() { m.unit_id } else { m.from_unit_id };
        Change::new(self, m.id).version(m.version).unit(unit)
    }
}
