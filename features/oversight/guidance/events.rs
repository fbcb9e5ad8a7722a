//! What the journal says of guidance.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{
    guidance::{self, Amendment, GuidanceTopic},
    journal::Subject,
    plan_attachment::AttachmentKind,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to guidance.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum GuidanceEvent {
    /// Guidance was begun.
    #[serde(rename = "guidance.created")]
    Created { movement_id: Uuid, topic: GuidanceTopic },
    /// The draft was changed.
    #[serde(rename = "guidance.updated")]
    Updated,
    /// The head signed it; it was delivered to all its addressees.
    #[serde(rename = "guidance.issued")]
    Issued {
        #[schema(max_length = 60)]
        document_number: String,
        issued_on: NaiveDate,
        /// To how many units it was issued.
        addressees: usize,
        /// What it amends or replaces.
        amends_id: Option<Uuid>,
        amendment: Option<Amendment>,
    },
    /// It binds nobody any more. The reason stands on the guidance.
    #[serde(rename = "guidance.withdrawn")]
    Withdrawn,
    /// An addressee has read it. Its version stays.
    #[serde(rename = "guidance.read")]
    Read { unit_id: Uuid },
    /// A file was attached. Its version stays.
    #[serde(rename = "guidance.file_attached")]
    FileAttached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
    /// A file was taken away. Its version stays.
    #[serde(rename = "guidance.file_detached")]
    FileDetached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
}

impl Facts for GuidanceEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Guidance);
}

impl GuidanceEvent {
    pub fn of(&self, before: &guidance::Model, after: &guidance::Model) -> Change {
        let told = |m: &guidance::Model| json!({ "status": m.status, "topic": m.topic });
        let texts = |m: &guidance::Model| json!({ "title": m.title, "text": m.text, "audience": m.audience });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(after.unit_id).changed(changed)
    }
}
