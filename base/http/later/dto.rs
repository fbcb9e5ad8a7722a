//! What is told of work that was put down.
use chrono::{DateTime, Utc};
use entity::operation;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::KEPT;
use crate::http::problem::Problem;

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "succeeded")]
pub enum OperationState {
    /// It waits for its turn.
    Queued,
    /// It is being carried out.
    Running,
    /// It was done.
    Succeeded,
    /// It was refused, or could not be done.
    Failed,
}

/// Work that was asked for with `Prefer: respond-async`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Operation {
    /// The id; it never changes.
    pub id: Uuid,
    /// How far it is.
    pub state: OperationState,
    /// Percent that is done. A transaction or a file is done or is not.
    #[schema(minimum = 0, maximum = 100, example = 100)]
    pub progress: i32,
    /// Of the request: what is carried out.
    #[schema(max_length = 2000, example = "/api/v1/reorganisations/0198c0de-0000-7000-8000-000000000001/apply")]
    pub request: String,
    /// The status of the answer, once there is one.
    #[schema(minimum = 200, maximum = 599, example = 200)]
    pub status: Option<i32>,
    /// Where that is which was made, or changed; of a list the file, for whoever asked for it.
    #[schema(max_length = 500, example = "/api/v1/reorganisations/0198c0de-0000-7000-8000-000000000001")]
    pub location: Option<String>,
    /// What the command answered, where it succeeded.
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// What the command answered, where it was refused; nothing where it was given up before it could answer.
    #[schema(value_type = Option<Problem>)]
    pub problem: Option<Value>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was answered.
    pub finished_at: Option<DateTime<Utc>>,
    /// Until when the answer is kept.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Operation {
    /// `unanswered` is how far it is as long as there is no answer.
    pub fn of(m: operation::Model, unanswered: OperationState) -> Self {
        let state = match m.status {
            Some(status) if status < 400 => OperationState::Succeeded,
            Some(_) => OperationState::Failed,
            None => unanswered,
        };
        let answer = m.answer.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let (result, problem) = if state == OperationState::Failed { (None, answer) } else { (answer, None) };
        Self {
            id: m.id,
            state,
            progress: if m.status.is_some() { 100 } else { 0 },
            request: m.target,
            status: m.status,
            location: m.location,
            result,
            problem,
            created_at: m.created_at,
            finished_at: m.finished_at,
            expires_at: m.finished_at.map(|at| at + KEPT),
        }
    }
}
