use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A calendar that a program may subscribe to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CalendarFeed)]
pub struct FeedView {
    pub id: Uuid,
    pub created_at: DateTime<Utc>,
    /// Always 1: it is never changed, only revoked.
    #[schema(minimum = 1)]
    pub version: i64,
}

/// The only time that its address is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CalendarFeedAddress)]
pub struct NewFeed {
    pub id: Uuid,
    /// Below the address of the service. Whoever knows it reads the calendar.
    #[schema(
        max_length = 100,
        example = "/calendars/0d9c0c8ac61c4d2dcb5a6d7b3f0a8d6e5b4c3a2918070605040302010f0e0d0c.ics"
    )]
    pub path: String,
    pub created_at: DateTime<Utc>,
}
