//! What a unit consolidates: the units that owe it their reports, and what there is of each.
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What there is of a unit that owes its report to the one that consolidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// An accepted report.
    Used,
    /// A report that is not accepted.
    NotAccepted,
    /// Nothing was submitted.
    Missing,
    /// It need not report.
    Waived,
}

/// A unit of the line, and the version of its report that is added up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ConsolidationSource)]
pub struct Source {
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    pub state: SourceState,
    /// Null where nothing is used.
    pub report_id: Option<Uuid>,
    /// Which version of that report.
    pub version_no: Option<i32>,
    /// Digest of that version.
    #[schema(max_length = 64)]
    pub content_digest: Option<String>,
}

/// What has become of a source since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SourceChange {
    pub unit_id: Uuid,
    /// What there was of it; null for a unit that did not report to this one then.
    pub before: Option<SourceState>,
    /// Which version was used.
    pub before_version_no: Option<i32>,
    /// What there is of it now; null for a unit that does not report to this one any more.
    pub after: Option<SourceState>,
    /// Which version would be used now.
    pub after_version_no: Option<i32>,
}
