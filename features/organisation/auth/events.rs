//! What the journal says of sessions.
use base::store::journal::{Change, Facts};
use entity::journal::Subject;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a session.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum SessionEvent {
    /// Somebody signed in.
    #[serde(rename = "session.started")]
    Started { user_id: Uuid },
    /// A refresh token was given for the next one.
    #[serde(rename = "session.refreshed")]
    Refreshed { user_id: Uuid },
    /// Somebody signed out.
    #[serde(rename = "session.ended")]
    Ended { user_id: Uuid },
    /// A refresh token came a second time: the session was ended, as somebody may have copied the token.
    #[serde(rename = "session.reuse_detected")]
    ReuseDetected { user_id: Uuid },
}

impl Facts for SessionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Session);
}

impl SessionEvent {
    pub fn of(&self, session_id: Uuid) -> Change {
        Change::new(self, session_id)
    }
}
