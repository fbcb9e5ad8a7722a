use base::http::answer::Resource;
use chrono::{DateTime, Utc};
use entity::{paper_attachment::PaperType, plan_attachment::AttachmentKind};
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};
use uuid::Uuid;
use validator::Validate;

#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UploadParams {
    /// Whose file it is. May be left out by who may upload for one unit only.
    pub unit_id: Option<Uuid>,
}

/// The one part of an upload.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadForm {
    /// The bytes, with a file name of at most 200 characters whose ending agrees with what they are.
    #[schema(schema_with = bytes)]
    pub file: String,
}

/// The bytes of a file.
pub struct FileContent;

impl PartialSchema for FileContent {
    fn schema() -> RefOr<Schema> {
        bytes()
    }
}

impl ToSchema for FileContent {}

fn bytes() -> RefOr<Schema> {
    let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
    ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FileFilter {
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Whether it is attached to a plan or another paper.
    pub attached: Option<bool>,
}

/// A file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileView {
    #[serde(flatten)]
    pub file: FileSummary,
    /// Told to who reads all papers of its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploaded_by: Option<Uuid>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// The papers it is attached to, as far as the caller sees them: plans, reports, then those of oversight.
    #[schema(max_items = 1000)]
    pub attached_to: Vec<AttachedTo>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileSummary {
    pub id: Uuid,
    pub unit_id: Uuid,
    #[schema(max_length = 200, example = "Kế hoạch 12-KH-PTP.pdf")]
    pub name: String,
    /// By its content.
    #[schema(max_length = 100, example = "application/pdf")]
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    #[schema(min_length = 64, max_length = 64)]
    pub sha256: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct AttachedTo {
    /// What kind of paper has it.
    pub paper_type: AttachedPaper,
    /// The id of the paper.
    pub paper_id: Uuid,
    pub kind: AttachmentKind,
}

/// What may have a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttachedPaper {
    Plan,
    Report,
    Guidance,
    Inspection,
    /// What an inspected unit said for itself.
    Explanation,
    Recommendation,
    /// Minutes, and what else belongs to a session of a council.
    CouncilSession,
    /// What a council reads with a dossier on its agenda.
    CouncilItem,
}

impl From<PaperType> for AttachedPaper {
    fn from(kind: PaperType) -> Self {
        match kind {
            PaperType::Guidance => Self::Guidance,
            PaperType::Inspection => Self::Inspection,
            PaperType::Explanation => Self::Explanation,
            PaperType::Recommendation => Self::Recommendation,
            PaperType::CouncilSession => Self::CouncilSession,
            PaperType::CouncilItem => Self::CouncilItem,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AttachFile {
    /// A file of the unit whose paper it is.
    pub file_id: Uuid,
    pub kind: AttachmentKind,
}

/// A file attached to a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttachmentView {
    pub id: Uuid,
    pub plan_id: Uuid,
    pub kind: AttachmentKind,
    pub created_at: DateTime<Utc>,
    pub file: FileSummary,
    /// An attachment is made and taken away under the version of its plan.
    #[serde(skip)]
    pub plan_version: i64,
}

/// A file attached to guidance or to a paper of an inspection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PaperAttachment)]
pub struct PaperAttachmentView {
    pub id: Uuid,
    /// The id of the paper it is attached to.
    pub paper_id: Uuid,
    pub kind: AttachmentKind,
    pub created_at: DateTime<Utc>,
    pub file: FileSummary,
    /// Where such papers are.
    #[serde(skip)]
    pub collection: &'static str,
    /// An attachment is made and taken away under the version of its paper.
    #[serde(skip)]
    pub paper_version: i64,
}

impl Resource for PaperAttachmentView {
    fn version(&self) -> i64 {
        self.paper_version
    }

    fn location(&self) -> String {
        format!("/api/v1/{}/{}/attachments/{}", self.collection, self.paper_id, self.id)
    }
}

impl Resource for FileView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/files/{}", self.file.id)
    }
}

impl Resource for AttachmentView {
    fn version(&self) -> i64 {
        self.plan_version
    }

    fn location(&self) -> String {
        format!("/api/v1/plans/{}/attachments/{}", self.plan_id, self.id)
    }
}
