use chrono::{DateTime, NaiveDate, Utc};
use entity::supplement_request::Resolution;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A superior's request to add to a plan (đề nghị bổ sung), and what was written about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SupplementRequest)]
pub struct SupplementRequestView {
    pub id: Uuid,
    pub requesting_unit_id: Uuid,
    #[schema(max_length = 2000)]
    pub reason: String,
    pub due_on: NaiveDate,
    /// The first instant that is too late for that day.
    pub closes_at: DateTime<Utc>,
    /// Unresolved, and the day has passed.
    pub overdue: bool,
    /// `content_digest` of the version that was asked about.
    #[schema(max_length = 64)]
    pub seen_digest: String,
    pub created_at: DateTime<Utc>,
    #[schema(max_items = 200)]
    pub replies: Vec<ReplyView>,
    pub resolution: Option<Resolution>,
    #[schema(max_length = 2000)]
    pub resolution_note: Option<String>,
    pub resolved_at: Option<DateTime<Utc>>,
    /// The version that answered it.
    pub resolved_by_plan_id: Option<Uuid>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SupplementReply)]
pub struct ReplyView {
    pub id: Uuid,
    /// Whose word it is.
    pub unit_id: Uuid,
    #[schema(max_length = 4000)]
    pub text: String,
    pub created_at: DateTime<Utc>,
}
