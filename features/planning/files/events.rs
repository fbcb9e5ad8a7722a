//! What the journal says of files and of what is attached to plans. The name of a file stays out: it may be a person's.
use base::store::journal::{Change, Facts};
use entity::{file, journal::Subject, plan_attachment::AttachmentKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a file.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum FileEvent {
    /// A file was checked and stored.
    #[serde(rename = "file.uploaded")]
    Uploaded(FileFact),
    /// A file that nothing had was deleted.
    #[serde(rename = "file.deleted")]
    Deleted(FileFact),
    /// A file that was never attached to anything was cleared away.
    #[serde(rename = "file.expired")]
    Expired(FileFact),
}

/// Which file it is.
#[derive(Serialize, ToSchema)]
pub struct FileFact {
    #[schema(max_length = 100)]
    media_type: String,
    size: i64,
    #[schema(max_length = 64)]
    sha256: String,
}

impl From<&file::Model> for FileFact {
    fn from(m: &file::Model) -> Self {
        Self { media_type: m.media_type.clone(), size: m.size, sha256: m.sha256.clone() }
    }
}

impl Facts for FileEvent {
    const SUBJECT: Option<Subject> = Some(Subject::File);
}

impl FileEvent {
    pub fn of(&self, m: &file::Model) -> Change {
        Change::new(self, m.id).version(m.version).unit(m.unit_id)
    }
}

/// What happened to the files of a plan. The plan's version stays.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AttachmentEvent {
    /// A file was attached to a plan.
    #[serde(rename = "plan.file_attached")]
    Attached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
    /// A file was taken away from a plan.
    #[serde(rename = "plan.file_detached")]
    Detached { attachment_id: Uuid, file_id: Uuid, kind: AttachmentKind },
}

impl Facts for AttachmentEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Plan);
}
