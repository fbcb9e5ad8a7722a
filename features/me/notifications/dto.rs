use chrono::{DateTime, Utc};
use entity::journal::Subject;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Something that a unit of the caller's is told of.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationView {
    pub id: Uuid,
    /// What happened, by its name in the catalogue of events.
    #[schema(max_length = 60, example = "report.returned")]
    pub event: String,
    pub at: DateTime<Utc>,
    pub subject_type: Subject,
    /// The paper that it happened to.
    pub subject_id: Uuid,
    /// The unit that is told.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// Whether the caller has read of it.
    pub read: bool,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NotificationFilter {
    /// Only what the caller has read of, or only the rest.
    pub read: Option<bool>,
}

/// Either the newest that was seen, with all before it, or some by their ids.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"up_to": "0198c0de-0000-7000-8000-000000000001"}))]
pub struct ReadNotifications {
    /// This one and what the caller is told of before it.
    pub up_to: Option<Uuid>,
    /// These alone.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub ids: Vec<Uuid>,
}

/// How many are read now that were not before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotificationsRead {
    /// What had been read before is not counted.
    #[schema(minimum = 0)]
    pub marked: usize,
}
