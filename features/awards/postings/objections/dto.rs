use base::{
    http::answer::Resource,
    kernel::{text::Text, transition::Action},
};
use chrono::{DateTime, Utc};
use entity::{posting_objection::ObjectionStatus, posting_objection_message::MessageAuthor};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// An objection, without what was written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ObjectionSummary {
    pub id: Uuid,
    /// The list that it is about.
    pub posting_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that posted, and decides.
    pub unit_id: Uuid,
    pub status: ObjectionStatus,
    /// When it was decided; null before.
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// What somebody objects to on a posted list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PostingObjection)]
pub struct ObjectionView {
    #[serde(flatten)]
    pub summary: ObjectionSummary,
    #[serde(flatten)]
    pub thread: ObjectionThread,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for ObjectionView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/posting-objections/{}", self.summary.id)
    }
}

/// What an objection is about, what was written, and why it was decided as it was.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ObjectionThread {
    /// The numbers on the list that it is about.
    #[schema(max_items = 200, example = json!([2]))]
    pub ordinals: Vec<i32>,
    /// The oldest first.
    #[schema(max_items = 100)]
    pub messages: Vec<ObjectionMessage>,
    /// Why it was upheld or dismissed; null while it is open.
    #[schema(max_length = 2000)]
    pub decision_reason: Option<String>,
}

/// A message of a thread. Who of the unit wrote it is not told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ObjectionMessage {
    /// Which side wrote it.
    pub author: MessageAuthor,
    #[schema(max_length = 2000)]
    pub text: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Đơn vị đã xác minh với Sở Tư pháp và sẽ trả lời trước phiên họp."}))]
pub struct AnswerObjection {
    pub text: Text<2000>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ObjectionFilter {
    /// To which list.
    pub posting_id: Option<Uuid>,
    pub movement_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 4)]
    pub status: Vec<ObjectionStatus>,
}
