//! What the journal says of work that was given up.
use base::store::journal::{Change, Facts};
use entity::{job, journal::Subject};
use serde::Serialize;
use utoipa::ToSchema;

/// What happened to work that was given up.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum JobEvent {
    /// An administrator lets the work be tried again.
    #[serde(rename = "job.retried")]
    Retried(JobFact),
    /// An administrator dropped the work.
    #[serde(rename = "job.dropped")]
    Dropped(JobFact),
}

/// Which work it is.
#[derive(Serialize, ToSchema)]
pub struct JobFact {
    #[schema(max_length = 60)]
    kind: String,
    #[schema(max_length = 200)]
    key: String,
}

impl From<&job::Model> for JobFact {
    fn from(m: &job::Model) -> Self {
        Self { kind: m.kind.clone(), key: m.key.clone() }
    }
}

impl Facts for JobEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Job);
}

impl JobEvent {
    pub fn of(&self, m: &job::Model) -> Change {
        Change::new(self, m.id).version(m.version)
    }
}
