//! Relief from obligations: one by one, and of a whole list by one document.
use base::{
    kernel::{day::Day, reason::ReasonText, text::Text},
    store::document::DocumentNumber,
};
use chrono::NaiveDate;
use entity::{obligation::ObligationStatus, unit::UnitKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Waive {
    pub document_number: DocumentNumber,
    pub reason: ReasonText,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    pub document_number: DocumentNumber,
    /// Later than the last day so far; or that day, to excuse what is late by the day before.
    pub due_on: Day,
    pub reason: ReasonText,
    /// Whether what is late by the day before is in time by the new one. Otherwise an extension that comes after that day
    /// gives more time and leaves the report late. What was submitted already is extended only with it.
    #[serde(default)]
    pub excuses_lateness: bool,
}

/// Which obligations of a movement: those that have all that is named here.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ObligationSelection {
    /// These only. Each must be one that the caller may relieve.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_items = 1, max_items = 2000)]
    pub ids: Option<Vec<Uuid>>,
    /// Of these periods.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_items = 1, max_items = 60)]
    pub period_ids: Option<Vec<Uuid>>,
    /// Of units of these kinds.
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub unit_kinds: Option<Vec<UnitKind>>,
    /// Of this unit and everything below it; units that have ended hang under whoever took over.
    pub within: Option<Uuid>,
    /// Only of units that have ended, or only of others.
    pub unit_ended: Option<bool>,
}

/// Nobody reports any more what was owed.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "select": {"unit_ended": true}, "document_number": "1450/QĐ-BTP", "reason": "Đơn vị đã kết thúc hoạt động từ ngày 01/7/2025"}))]
pub struct WaiveMany {
    pub movement_id: Uuid,
    /// Which obligations are meant.
    #[validate(nested)]
    pub select: ObligationSelection,
    pub document_number: DocumentNumber,
    pub reason: ReasonText,
    /// Of the answer to a dry run: then nothing else is waived than what that showed.
    pub list_digest: Option<Text<64>>,
}

/// A list of units has longer to report.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "select": {"unit_kinds": ["district_justice_office"]}, "due_on": "2024-12-24", "document_number": "1452/BTP-TĐKT", "reason": "Bão lũ làm gián đoạn công tác báo cáo"}))]
pub struct ExtendMany {
    pub movement_id: Uuid,
    /// Which obligations are meant.
    #[validate(nested)]
    pub select: ObligationSelection,
    /// Later than the last day of each so far; one that is due later anyhow is left out.
    pub due_on: Day,
    pub document_number: DocumentNumber,
    pub reason: ReasonText,
    /// Whether what is late by the day before is in time by the new one. What was submitted already is extended only with
    /// it.
    #[serde(default)]
    pub excuses_lateness: bool,
    /// Of the answer to a dry run: then nothing else is extended than what that showed.
    pub list_digest: Option<Text<64>>,
}

/// Another unit prepares from now on what units that have ended still owe.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "select": {"unit_ended": true}, "to_unit_id": "0198c0de-0000-7000-8000-000000000002", "document_number": "1451/QĐ-BTP", "reason": "Sở mới tiếp nhận nhiệm vụ của cấp huyện"}))]
pub struct HandOverMany {
    pub movement_id: Uuid,
    /// Which obligations are meant.
    #[validate(nested)]
    pub select: ObligationSelection,
    /// A unit in being that the movement obliges.
    pub to_unit_id: Uuid,
    pub document_number: DocumentNumber,
    pub reason: ReasonText,
    /// Of the answer to a dry run: then nothing else is handed over than what that showed.
    pub list_digest: Option<Text<64>>,
}

/// One obligation of a list, as it is now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Relieved {
    pub id: Uuid,
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    #[schema(max_length = 20, example = "2025")]
    pub period_code: String,
    /// What it was before.
    pub was: ObligationStatus,
    pub status: ObligationStatus,
    /// Who prepares the report when the unit itself has ended.
    pub preparer_unit_id: Option<Uuid>,
    pub due_on: NaiveDate,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// What one document did to a list of obligations.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Relief {
    pub movement_id: Uuid,
    #[schema(max_length = 60, example = "1450/QĐ-BTP")]
    pub document_number: String,
    /// Of what was on the list and how it was: given again, it says that nothing has changed since.
    #[schema(max_length = 64)]
    pub list_digest: String,
    #[schema(minimum = 0)]
    pub count: usize,
    /// In the order of periods and units.
    #[schema(max_items = 20_000)]
    pub obligations: Vec<Relieved>,
}
