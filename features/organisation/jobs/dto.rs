use base::{http::answer::Resource, kernel::text::Text};
use chrono::{DateTime, Utc};
use entity::job;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "failed")]
pub enum JobState {
    /// Due now or later.
    Waiting,
    /// An instance of the service holds it.
    Running,
    /// Given up after many attempts.
    Failed,
}

/// Work that no request waits for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobView {
    /// The id; it never changes.
    pub id: Uuid,
    /// Work of one lane never waits for that of another.
    #[schema(max_length = 60, example = "files")]
    pub lane: String,
    /// What is to be done; other versions of the service may know other kinds.
    #[schema(max_length = 60, example = "files.sweep")]
    pub kind: String,
    /// With the kind it makes the work unique.
    #[schema(max_length = 200)]
    pub key: String,
    /// What the work is to know.
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
    /// How far it is.
    pub state: JobState,
    /// When it is to be done.
    pub due_at: DateTime<Utc>,
    /// How often it has been begun since it last succeeded.
    #[schema(minimum = 0)]
    pub attempt: i32,
    /// Why the last attempt failed.
    #[schema(max_length = 500)]
    pub last_error: Option<String>,
    /// When it was given up.
    pub failed_at: Option<DateTime<Utc>>,
    /// When it was first asked for.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Of this representation, for `If-Match`.
    #[schema(minimum = 1)]
    pub version: i64,
}

impl JobView {
    /// `now` by the clock of the database, by which leases go.
    pub fn of(m: job::Model, now: DateTime<Utc>) -> Self {
        let state = match (m.failed_at, m.lease_until) {
            (Some(_), _) => JobState::Failed,
            (None, Some(until)) if until > now => JobState::Running,
            (None, _) => JobState::Waiting,
        };
        Self {
            id: m.id,
            lane: m.lane,
            kind: m.kind,
            key: m.key,
            // What another version wrote may be anything.
            payload: serde_json::from_str(&m.payload)
                .ok()
                .filter(serde_json::Value::is_object)
                .unwrap_or_else(|| serde_json::json!({ "text": m.payload })),
            state,
            due_at: m.due_at,
            attempt: m.attempt,
            last_error: m.last_error,
            failed_at: m.failed_at,
            created_at: m.created_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

impl Resource for JobView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/jobs/{}", self.id)
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JobFilter {
    /// In one of these states.
    #[serde(default)]
    #[param(max_items = 3)]
    pub state: Vec<JobState>,
    /// Of one of these kinds.
    #[serde(default)]
    #[param(max_items = 50)]
    pub kind: Vec<Text<60>>,
}
