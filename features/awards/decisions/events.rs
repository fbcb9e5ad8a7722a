//! What the journal says of decisions, and of the awards that they grant.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{decision, journal::Subject};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a decision.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum DecisionEvent {
    /// A decision was begun.
    #[serde(rename = "decision.created")]
    Created {
        movement_id: Uuid,
        deciding_unit_id: Uuid,
        preparing_unit_id: Uuid,
        /// How many dossiers it decides.
        items: usize,
    },
    /// The draft was changed.
    #[serde(rename = "decision.updated")]
    Updated {
        /// How many dossiers it decides.
        items: usize,
    },
    /// The head signed the decision; each dossier became an award, with an entry of its own.
    #[serde(rename = "decision.signed")]
    Signed {
        #[schema(max_length = 40)]
        document_number: String,
        decided_on: NaiveDate,
    },
    /// The units were sent the decision.
    #[serde(rename = "decision.notified")]
    Notified {
        /// Whether that was after the day on which its clock ran out.
        late: bool,
    },
    /// Awards were handed over; each has an entry of its own.
    #[serde(rename = "decision.conferred")]
    Conferred {
        conferral_id: Uuid,
        conferred_on: NaiveDate,
        /// How many awards.
        items: usize,
    },
    /// The draft was given up. The reason stands on the decision.
    #[serde(rename = "decision.cancelled")]
    Cancelled,
    /// A unit of the draft ended; the unit that took over goes on.
    #[serde(rename = "decision.moved")]
    Moved { reorganisation_id: Uuid },
    /// The draft is again what it was before a reorganisation.
    #[serde(rename = "decision.restored")]
    Restored,
}

impl Facts for DecisionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Decision);
}

impl DecisionEvent {
    pub fn of(&self, before: &decision::Model, after: &decision::Model) -> Change {
        let told = |m: &decision::Model| json!({ "status": m.status });
        let change = Change::new(self, after.id).version(after.version).unit(after.deciding_unit_id);
        change.changed(Changed::between(&told(before), &told(after)))
    }
}

/// What happened to an award.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AwardEvent {
    /// A decision granted the award.
    #[serde(rename = "award.granted")]
    Granted { nomination_id: Uuid, decision_id: Uuid, order_no: i32 },
    /// The award was handed over with its certificate.
    #[serde(rename = "award.conferred")]
    Conferred { decision_id: Uuid, conferral_id: Uuid },
    /// Whoever granted the award revoked it.
    #[serde(rename = "award.revoked")]
    Revoked { decision_id: Uuid },
}

impl Facts for AwardEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Award);
}
