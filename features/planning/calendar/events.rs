//! What the journal says of the working calendar.
use base::store::journal::{Change, Changed, Facts};
use entity::{calendar_year, journal::Subject};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a year of the working calendar.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum CalendarEvent {
    /// A document gave the days of a year.
    #[serde(rename = "calendar_year.entered")]
    Entered {
        /// The year whose days they are.
        #[schema(minimum = 1990, maximum = 2100)]
        year: i32,
        #[schema(max_length = 60)]
        document_number: String,
        /// How many days are more than their weekdays say.
        days: usize,
    },
    /// Another document, or a file of its days, said them otherwise; its versions tell what.
    #[serde(rename = "calendar_year.replaced")]
    Replaced {
        #[schema(max_length = 60)]
        document_number: String,
        /// How many days are more than their weekdays say.
        days: usize,
    },
}

impl Facts for CalendarEvent {
    const SUBJECT: Option<Subject> = Some(Subject::CalendarYear);
}

impl CalendarEvent {
    /// `unit_id` is in whose name it was done.
    pub fn of(&self, before: &calendar_year::Model, after: &calendar_year::Model, unit_id: Uuid) -> Change {
        let told = |m: &calendar_year::Model| json!({ "document_issued_on": m.document_issued_on });
        let texts = |m: &calendar_year::Model| json!({ "days": m.days, "document_title": m.document_title });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(unit_id).changed(changed)
    }
}
