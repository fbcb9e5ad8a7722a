//! What the journal says of dossiers. Whom a dossier names, and what it says of them, stands in the dossier.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{
    journal::Subject,
    nomination::{self, HoldGround, Stage, SubjectType},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a dossier.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum NominationEvent {
    /// A dossier was begun.
    #[serde(rename = "nomination.created")]
    Created { movement_id: Uuid, stage: Stage, award_form_id: Uuid, subject_type: SubjectType },
    /// The draft was changed.
    #[serde(rename = "nomination.updated")]
    Updated {
        /// Whether the evidence was given anew.
        evidence: bool,
        /// Whether what the unit states was given anew.
        statements: bool,
    },
    /// The unit's council reviewed the dossier.
    #[serde(rename = "nomination.reviewed")]
    Reviewed {
        #[schema(max_length = 40)]
        minutes_number: String,
        minutes_on: NaiveDate,
    },
    /// The dossier went to the next level; what it says is kept as a version.
    #[serde(rename = "nomination.submitted")]
    Submitted {
        version_no: i32,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// The next level received the dossier.
    #[serde(rename = "nomination.received")]
    Received,
    /// The dossier was given back to be corrected. The reason stands in the dossier.
    #[serde(rename = "nomination.returned")]
    Returned { version_no: i32 },
    /// The dossier was refused for good. The reason stands in the dossier.
    #[serde(rename = "nomination.refused")]
    Refused,
    /// The unit took its dossier back. The reason stands in the dossier.
    #[serde(rename = "nomination.withdrawn")]
    Withdrawn,
    /// Something is being looked into: the dossier waits, and its clocks stand still. The reason stands in the dossier.
    #[serde(rename = "nomination.held")]
    Held { ground: HoldGround },
    /// Nothing stands against it any more: it goes on, and its clocks with it.
    #[serde(rename = "nomination.released")]
    Released {
        /// The working days for which it was held.
        working_days: u32,
    },
    /// What was looked into was found true: the dossier comes to its end.
    #[serde(rename = "nomination.dropped")]
    Dropped,
    /// The personal number of the person was told.
    #[serde(rename = "nomination.identified")]
    Identified,
    /// The dossier was appraised. The opinion stands in the dossier.
    #[serde(rename = "nomination.appraised")]
    Appraised,
    /// The dossier went to a higher level.
    #[serde(rename = "nomination.forwarded")]
    Forwarded {
        #[schema(max_length = 40)]
        document_number: String,
    },
    /// The award was proposed to whoever decides it.
    #[serde(rename = "nomination.proposed")]
    Proposed,
    /// A decision granted the award.
    #[serde(rename = "nomination.awarded")]
    Awarded { award_id: Uuid, decision_id: Uuid },
    /// The collective ended with its unit.
    #[serde(rename = "nomination.ineligible")]
    Ineligible { reorganisation_id: Uuid },
    /// The nominating unit ended; the dossier goes on with the unit that took over.
    #[serde(rename = "nomination.moved")]
    Moved { reorganisation_id: Uuid },
    /// The dossier is again what it was before a reorganisation.
    #[serde(rename = "nomination.restored")]
    Restored,
}

impl Facts for NominationEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Nomination);
}

impl NominationEvent {
    pub fn of(&self, before: &nomination::Model, after: &nomination::Model) -> Change {
        let change = Change::new(self, after.id).version(after.version).unit(after.nominating_unit_id);
        change.changed(Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after)))
    }
}

fn told(m: &nomination::Model) -> Value {
    json!({
        "status": m.status,
        "holder_unit_id": m.holder_unit_id,
        "holder_function": m.holder_function,
        "regime_code": m.regime_code,
        "achievement_from": m.achievement_from,
        "achievement_to": m.achievement_to,
    })
}

fn texts(m: &nomination::Model) -> Value {
    json!({ "position": m.position, "achievement_summary": m.achievement_summary })
}
