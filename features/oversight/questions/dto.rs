use base::{
    http::answer::Resource,
    kernel::{text::Text, transition::Action},
};
use chrono::{DateTime, Utc};
use entity::guidance_question::QuestionStatus;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// As much as a question or an answer holds.
pub type Words = Text<4000>;

/// A question on guidance, and its answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GuidanceQuestion)]
pub struct QuestionView {
    pub id: Uuid,
    /// The guidance that it is about.
    pub guidance_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that gave the guidance.
    pub guiding_unit_id: Uuid,
    /// Who asks: not told to other addressees.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit_id: Option<Uuid>,
    /// What is asked.
    #[schema(max_length = 4000, example = "Xã đã sáp nhập có tính là xã làm điểm không?")]
    pub text: String,
    pub status: QuestionStatus,
    /// What the unit answers that gave the guidance.
    #[schema(max_length = 4000)]
    pub answer: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
    /// Whether all addressees read it with its answer.
    pub published: bool,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

/// A question on guidance, and what the caller may do with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GuidanceQuestionWithActions)]
pub struct QuestionWithActions {
    #[serde(flatten)]
    pub question: QuestionView,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for QuestionWithActions {
    fn version(&self) -> i64 {
        self.question.version
    }

    fn location(&self) -> String {
        format!("/api/v1/guidance-questions/{}", self.question.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Xã đã sáp nhập có tính là xã làm điểm không?"}))]
pub struct AskQuestion {
    /// The addressed unit that asks. May be left out by who acts for one of them only.
    pub unit_id: Option<Uuid>,
    /// What is asked.
    pub text: Words,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Có, nếu trụ sở vẫn ở địa bàn cũ.", "published": true}))]
pub struct AnswerQuestion {
    /// The answer.
    pub text: Words,
    /// Whether all addressees are to read it with its question.
    #[serde(default)]
    pub published: bool,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QuestionFilter {
    /// On this guidance.
    pub guidance_id: Option<Uuid>,
    pub movement_id: Option<Uuid>,
    /// Who gave the guidance.
    #[serde(default)]
    #[param(max_items = 200)]
    pub guiding_unit_id: Vec<Uuid>,
    /// Who asked, where the caller may know that.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub status: Vec<QuestionStatus>,
}
