//! What the journal says of questions on guidance.
use base::store::journal::{Change, Changed, Facts};
use entity::{guidance_question, journal::Subject};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a question on guidance.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum QuestionEvent {
    /// An addressee asked.
    #[serde(rename = "guidance_question.asked")]
    Asked {
        guidance_id: Uuid,
        /// The addressed unit that asks.
        by_unit_id: Uuid,
    },
    /// The unit that gave the guidance answered.
    #[serde(rename = "guidance_question.answered")]
    Answered {
        /// Whether all addressees read it.
        published: bool,
    },
}

impl Facts for QuestionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::GuidanceQuestion);
}

impl QuestionEvent {
    pub fn of(&self, before: &guidance_question::Model, after: &guidance_question::Model) -> Change {
        let told = |m: &guidance_question::Model| json!({ "status": m.status });
        let change = Change::new(self, after.id).version(after.version).unit(after.guiding_unit_id);
        change.changed(Changed::between(&told(before), &told(after)))
    }
}
