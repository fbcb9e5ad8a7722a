//! What the journal says of calendars that programs subscribe to.
use base::store::journal::{Change, Facts};
use entity::journal::Subject;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to the calendars of an account.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum CalendarFeedEvent {
    /// The account has one more address at which its due days are read.
    #[serde(rename = "calendar_feed.made")]
    Made {
        /// Which of them.
        calendar_id: Uuid,
    },
    /// The address is good no longer.
    #[serde(rename = "calendar_feed.revoked")]
    Revoked {
        /// Which of them.
        calendar_id: Uuid,
    },
}

impl Facts for CalendarFeedEvent {
    const SUBJECT: Option<Subject> = Some(Subject::User);
}

impl CalendarFeedEvent {
    pub fn of(&self, user_id: Uuid) -> Change {
        Change::new(self, user_id)
    }
}
