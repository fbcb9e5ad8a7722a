use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        day::Day,
        province::ProvinceCode,
        reason::ReasonText,
        text::{Line, Prose},
        transition::Action,
    },
    store::document::{DocumentInput, DocumentNumber, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    exemplar::{ExemplarKind, ExemplarStatus},
    report_value::ValueQuality,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// An exemplar, without what it says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExemplarSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    /// The unit that has found it.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    #[schema(max_length = 2)]
    pub province_code: Option<String>,
    pub kind: ExemplarKind,
    #[schema(max_length = 300, example = "Tổ hòa giải lưu động ở xã vùng cao")]
    pub title: String,
    pub discovered_on: NaiveDate,
    pub status: ExemplarStatus,
    /// When it was recognised by its own unit; null before.
    pub recognised_at: Option<DateTime<Utc>>,
    /// When it was published to the sector; null before.
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A good example: what it is, what it has brought, who recognised it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Exemplar)]
pub struct ExemplarView {
    #[serde(flatten)]
    pub summary: ExemplarSummary,
    #[schema(max_length = 8000)]
    pub description: String,
    /// Who is the example, where it is a person.
    #[schema(max_length = 300)]
    pub person_name: Option<String>,
    /// Whether that person agrees to be named to the sector.
    pub person_agrees: bool,
    /// How it is fostered; null while it is not.
    pub fostering: Option<Fostering>,
    /// The documents that recognise it, its own unit's first.
    #[schema(max_items = 20)]
    pub recognitions: Vec<RecognitionView>,
    /// What it has brought its own unit.
    #[schema(max_items = 50)]
    pub results: Vec<ResultView>,
    /// How many other units have adopted it.
    #[schema(minimum = 0)]
    pub adopters: u64,
    /// What came of it in the end.
    #[schema(max_length = 8000)]
    pub conclusion: Option<String>,
    /// Why it was dropped or its recognition withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    /// The document that withdrew its recognition.
    #[schema(max_length = 60)]
    pub end_document: Option<String>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

impl Resource for ExemplarView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/exemplars/{}", self.summary.id)
    }
}

/// How an exemplar is helped to grow (bồi dưỡng).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ExemplarFostering, example = json!({"plan": "Tập huấn hòa giải viên của hai xã mỗi quý", "responsible": "Phó Trưởng phòng", "until": "2025-06-30"}))]
pub struct Fostering {
    /// How.
    pub plan: Prose,
    /// Who answers for it in the unit.
    pub responsible: Line,
    /// Until when; not in the past.
    pub until: Day,
}

/// A document that recognises an exemplar (công nhận).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExemplarRecognition)]
pub struct RecognitionView {
    /// The unit that recognised it: its reach is that unit's.
    pub unit_id: Uuid,
    #[schema(max_length = 300)]
    pub unit_name: String,
    pub document: DocumentView,
    pub created_at: DateTime<Utc>,
}

/// A figure of a report that shows what an exemplar has brought.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExemplarResult)]
pub struct ResultView {
    /// The report, told to those who read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_id: Option<Uuid>,
    /// Which version of the report it is of.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// The digest of that version.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub content_digest: String,
    #[schema(max_length = 40, example = "2024")]
    pub period_code: String,
    /// The indicator of the target, if it has one: what has none is in no sum.
    #[schema(max_length = 40, example = "TGPL-04")]
    pub indicator_code: Option<String>,
    pub value: Option<entity::Quantity>,
    pub numerator: Option<entity::Quantity>,
    pub denominator: Option<entity::Quantity>,
    /// How far the figure has been checked; one that was returned or corrected since is in no sum.
    pub quality: ValueQuality,
}

/// A figure of a report of the unit: that of the version that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ExemplarResultInput)]
pub struct ResultInput {
    pub report_id: Uuid,
    /// The target that the figure is reported against.
    pub target_id: Uuid,
}

/// Only its unit sees it until its head recognises it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "unit_id": "0198c0de-0000-7000-8000-000000000002", "kind": "model", "title": "Tổ hòa giải lưu động ở xã vùng cao", "description": "Hai hòa giải viên đi cùng đoàn trợ giúp pháp lý.", "discovered_on": "2024-05-20"}))]
pub struct CreateExemplar {
    pub movement_id: Uuid,
    /// The unit that has found it.
    pub unit_id: Uuid,
    pub kind: ExemplarKind,
    pub title: Line,
    pub description: Prose,
    /// Not in the future.
    pub discovered_on: Day,
    /// Who is the example, where it is a person.
    pub person_name: Option<Line>,
    /// Whether that person agrees to be named to the sector.
    #[serde(default)]
    pub person_agrees: bool,
    /// What it has brought the unit, each figure once.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub results: Vec<ResultInput>,
}

/// Until it is recognised. The list of results is replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateExemplar {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub description: Option<Prose>,
    /// Null empties it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Line>)]
    pub person_name: Option<Option<Line>>,
    /// Whether that person agrees to be named to the sector.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub person_agrees: Option<bool>,
    /// What it has brought the unit, each figure once.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50, nullable = false)]
    pub results: Option<Vec<ResultInput>>,
}

/// The document that recognises it. One document may recognise several, so its number is not taken.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    #[validate(nested)]
    pub document: DocumentInput,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"conclusion": "Mười hai đơn vị áp dụng; đưa vào kế hoạch năm sau."}))]
pub struct Conclude {
    /// What came of it in the end.
    pub conclusion: Prose,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Số liệu của mô hình không đúng thực tế", "document_number": "15/QĐ-STP"}))]
pub struct WithdrawRecognition {
    pub reason: ReasonText,
    pub document_number: DocumentNumber,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExemplarFilter {
    pub movement_id: Option<Uuid>,
    /// Whose exemplars.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    /// Only of these kinds.
    #[serde(default)]
    #[param(max_items = 5)]
    pub kind: Vec<ExemplarKind>,
    #[serde(default)]
    #[param(max_items = 8)]
    pub status: Vec<ExemplarStatus>,
    /// Part of its title or of its unit's name; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}
