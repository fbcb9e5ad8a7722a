//! What the journal says of exemplars and of who adopts them. Whom an exemplar names, and what it says, stands in it.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{
    exemplar::{self, ExemplarKind},
    exemplar_adoption,
    journal::Subject,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to an exemplar.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum ExemplarEvent {
    /// A unit found a good example.
    #[serde(rename = "exemplar.discovered")]
    Discovered {
        movement_id: Uuid,
        kind: ExemplarKind,
        /// How many figures show what it has brought.
        results: usize,
    },
    /// What is said of it was changed.
    #[serde(rename = "exemplar.updated")]
    Updated {
        /// Whether the figures were given anew.
        results: bool,
    },
    /// Its unit helps it grow, or does it otherwise than before.
    #[serde(rename = "exemplar.fostered")]
    Fostered { until: NaiveDate },
    /// A unit recognised it by a document: its own first, later those above.
    #[serde(rename = "exemplar.recognised")]
    Recognised {
        /// Who recognised it.
        by_unit_id: Uuid,
        #[schema(max_length = 60)]
        document_number: String,
        issued_on: NaiveDate,
    },
    /// It was published to the sector.
    #[serde(rename = "exemplar.publicised")]
    Publicised,
    /// The first unit adopted it: it spreads. Each adoption has an entry of its own.
    #[serde(rename = "exemplar.spread")]
    Spread,
    /// It came to its end; what it has brought stands in it.
    #[serde(rename = "exemplar.concluded")]
    Concluded,
    /// Its recognition was withdrawn. The reason stands in it.
    #[serde(rename = "exemplar.withdrawn")]
    Withdrawn {
        #[schema(max_length = 60)]
        document_number: String,
    },
    /// It was given up before it was recognised. The reason stands in it.
    #[serde(rename = "exemplar.dropped")]
    Dropped,
}

impl Facts for ExemplarEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Exemplar);
}

impl ExemplarEvent {
    pub fn of(&self, before: &exemplar::Model, after: &exemplar::Model) -> Change {
        let told = |m: &exemplar::Model| json!({ "status": m.status, "foster_until": m.foster_until });
        let texts = |m: &exemplar::Model| {
            json!({
                "title": m.title,
                "description": m.description,
                "person_name": m.person_name,
                "person_agrees": m.person_agrees,
                "foster_plan": m.foster_plan,
                "foster_responsible": m.foster_responsible,
                "conclusion": m.conclusion,
            })
        };
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}

/// What happened to an adoption.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AdoptionEvent {
    /// A unit adopted an exemplar of another.
    #[serde(rename = "exemplar_adoption.begun")]
    Begun {
        exemplar_id: Uuid,
        /// How many figures show what it has brought.
        results: usize,
    },
    /// What the unit says of it was changed.
    #[serde(rename = "exemplar_adoption.updated")]
    Updated {
        /// Whether the figures were given anew.
        results: bool,
    },
    /// The unit does it no longer. The reason stands in it.
    #[serde(rename = "exemplar_adoption.ended")]
    Ended,
}

impl Facts for AdoptionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::ExemplarAdoption);
}

impl AdoptionEvent {
    pub fn of(&self, before: &exemplar_adoption::Model, after: &exemplar_adoption::Model) -> Change {
        let told = |m: &exemplar_adoption::Model| json!({ "status": m.status });
        let texts = |m: &exemplar_adoption::Model| json!({ "description": m.description });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}
