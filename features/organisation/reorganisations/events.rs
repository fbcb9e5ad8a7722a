//! What the journal says of reorganisations. What each does to units and papers is told of these.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{journal::Subject, reorganisation};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What happened to a document that changes the organisation.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ReorganisationEvent {
    /// A document was begun.
    #[serde(rename = "reorganisation.created")]
    Created { in_force_from: NaiveDate, operational_from: NaiveDate },
    /// The draft was changed.
    #[serde(rename = "reorganisation.updated")]
    Updated,
    /// Somebody looked at what would happen.
    #[serde(rename = "reorganisation.previewed")]
    Previewed {
        /// Of what was foreseen.
        #[schema(max_length = 64)]
        digest: String,
        /// How many things it would change.
        effects: usize,
    },
    /// It was decided, and is applied on its day.
    #[serde(rename = "reorganisation.scheduled")]
    Scheduled {
        /// Of what was foreseen.
        #[schema(max_length = 64)]
        digest: String,
    },
    /// It was carried out.
    #[serde(rename = "reorganisation.applied")]
    Applied {
        /// Of what was done.
        #[schema(max_length = 64)]
        digest: String,
    },
    /// It could not be applied on its day. Why stands on the document.
    #[serde(rename = "reorganisation.failed")]
    Failed,
    /// It was taken back. The reason stands on the document.
    #[serde(rename = "reorganisation.undone")]
    Undone,
    /// The draft was given up. The reason stands on the document.
    #[serde(rename = "reorganisation.cancelled")]
    Cancelled,
}

impl Facts for ReorganisationEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Reorganisation);
}

impl ReorganisationEvent {
    pub fn of(&self, before: &reorganisation::Model, after: &reorganisation::Model) -> Change {
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).changed(changed)
    }
}

fn told(m: &reorganisation::Model) -> Value {
    json!({ "status": m.status, "in_force_from": m.in_force_from, "operational_from": m.operational_from })
}

fn texts(m: &reorganisation::Model) -> Value {
    json!({ "title": m.title, "legal_basis": m.legal_basis, "steps": m.steps })
}
