//! What passes between the two sides of a report beside its content: files, messages, acceptance and return.
use base::{
    http::answer::Resource,
    kernel::{reason::ReasonText, text::Text},
};
use chrono::{DateTime, Utc};
use entity::plan_attachment::AttachmentKind;
use planning::files::dto::FileSummary;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A file that was sent with a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubmittedFile {
    pub file_id: Uuid,
    #[schema(max_length = 200, example = "Biểu tổng hợp.xlsx")]
    pub name: String,
    #[schema(min_length = 64, max_length = 64)]
    pub sha256: String,
    pub kind: AttachmentKind,
}

/// A file attached to a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportAttachment)]
pub struct ReportAttachmentView {
    pub id: Uuid,
    pub report_id: Uuid,
    pub kind: AttachmentKind,
    pub created_at: DateTime<Utc>,
    pub file: FileSummary,
    /// An attachment is made and taken away under the version of its report.
    #[serde(skip)]
    pub report_version: i64,
}

impl Resource for ReportAttachmentView {
    fn version(&self) -> i64 {
        self.report_version
    }

    fn location(&self) -> String {
        format!("/api/v1/reports/{}/attachments/{}", self.report_id, self.id)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AttachToReport {
    /// A file of the unit that writes the report.
    pub file_id: Uuid,
    pub kind: AttachmentKind,
}

/// A message between the two sides of a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportMessage)]
pub struct ReportMessageView {
    pub id: Uuid,
    /// Whose word it is.
    pub unit_id: Uuid,
    #[schema(max_length = 4000)]
    pub text: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct WriteMessage {
    #[schema(example = "Đề nghị giải trình số vụ việc tăng so với năm trước")]
    pub text: Text<4000>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AcceptReport {
    /// `content_digest` of the version that was read: no other is accepted.
    pub content_digest: Text<64>,
}

/// Why a report is returned.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason_code": "wrong_figure", "reason": "Số vụ việc chưa khớp với sổ theo dõi"}))]
pub struct ReturnReport {
    /// One of the `return_reasons` of `GET /report-rules`.
    pub reason_code: Text<40>,
    pub reason: ReasonText,
}
