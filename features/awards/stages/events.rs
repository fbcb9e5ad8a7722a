//! What the journal says of stages.
use base::store::journal::{Change, Facts};
use chrono::NaiveDate;
use entity::{award_stage, journal::Subject, nomination::Stage};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a review of a movement.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum StageEvent {
    /// A document launched it, or launched it anew.
    #[serde(rename = "award_stage.launched")]
    Launched {
        movement_id: Uuid,
        stage: Stage,
        opens_on: NaiveDate,
        closes_on: NaiveDate,
        #[schema(max_length = 60)]
        document_number: String,
    },
}

impl Facts for StageEvent {
    const SUBJECT: Option<Subject> = Some(Subject::AwardStage);
}

impl StageEvent {
    pub fn of(&self, m: &award_stage::Model) -> Change {
        Change::new(self, m.id).version(m.version).unit(m.unit_id)
    }
}
