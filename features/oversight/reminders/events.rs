//! What the journal says of reminders and their ladders.
use base::store::journal::Facts;
pub use base::store::reminders::{ReminderEvent, ReminderFact};
use entity::{
    journal::Subject,
    reminder_rung::{RungMeans, RungTiming},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::rules::ladder::Rung;

/// What happened to a ladder of reminders.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ReminderLadderEvent {
    /// A document says when units are reminded from now on.
    #[serde(rename = "reminder_ladder.given")]
    Given {
        /// None where it is for all movements that have none of their own.
        movement_id: Option<Uuid>,
        #[schema(max_length = 60)]
        document_number: String,
        /// From the first level on.
        #[schema(max_items = 9)]
        rungs: Vec<RungFact>,
    },
}

/// One step of a ladder.
#[derive(Serialize, ToSchema)]
pub struct RungFact {
    level: i16,
    /// On which side of the last day it lies.
    timing: RungTiming,
    /// How many working days from it.
    working_days: i16,
    /// By the service itself, or by letter.
    means: RungMeans,
}

impl From<&Rung> for RungFact {
    fn from(rung: &Rung) -> Self {
        Self { level: rung.level, timing: rung.timing, working_days: rung.working_days, means: rung.means }
    }
}

impl Facts for ReminderLadderEvent {
    const SUBJECT: Option<Subject> = Some(Subject::ReminderLadder);
}
