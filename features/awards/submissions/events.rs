//! What the journal says of submissions.
use base::store::journal::{Change, Facts};
use entity::{journal::Subject, nomination::Stage, submission};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a submission.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum SubmissionEvent {
    /// Dossiers went up together.
    #[serde(rename = "submission.sent")]
    Sent {
        movement_id: Uuid,
        stage: Stage,
        #[schema(max_length = 60)]
        document_number: String,
        /// How many.
        nominations: usize,
    },
}

impl Facts for SubmissionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Submission);
}

impl SubmissionEvent {
    pub fn of(&self, m: &submission::Model) -> Change {
        Change::new(self, m.id).version(m.version).unit(m.unit_id)
    }
}
