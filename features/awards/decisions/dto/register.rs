//! Awards as the register shows them, their prizes, and how they are handed over.
use base::{
    http::answer::Resource,
    kernel::{
        day::Day,
        province::ProvinceCode,
        text::{Line, Text},
    },
};
use chrono::NaiveDate;
use entity::{
    award::{AwardStatus, ReceivedBy},
    conferral::Occasion,
    nomination::{Stage, SubjectType},
};
use planning::law::dto::{AwardAuthority, Citation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// An award as the register shows it: no birth date, no personal number.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Award)]
pub struct AwardView {
    pub id: Uuid,
    /// The dossier, for those who see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub nomination_id: Option<Uuid>,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub decision: AwardDecision,
    /// Its number in the golden book (số sổ vàng).
    #[schema(minimum = 1)]
    pub order_no: i32,
    pub subject: AwardSubject,
    pub award_form: AwardFormRef,
    /// The rule by which it was granted; null only where that is gone.
    pub authority: Option<AwardAuthority>,
    pub status: AwardStatus,
    /// What goes with it by the rules of the day of the decision; null where none was read.
    pub prize: Option<PrizeView>,
    /// When and by whom it was handed over; null before.
    pub conferral: Option<ConferralView>,
    /// By what it was revoked; null while it stands. Why is no matter of the register.
    pub revocation: Option<AwardRevocation>,
    /// What a certificate is verified by.
    #[schema(max_length = 40)]
    pub verification_code: String,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for AwardView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/awards/{}", self.id)
    }
}

/// By what and when an award was revoked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardRevocation {
    #[schema(max_length = 60, example = "812/QĐ-BTP")]
    pub document_number: String,
    /// The day of that document.
    pub revoked_on: NaiveDate,
}

/// A prize (tiền thưởng): a multiple of the base pay in force on the day of the decision, rounded.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Prize)]
pub struct PrizeView {
    #[schema(minimum = 0, example = 3_510_000)]
    pub amount_vnd: i64,
    /// Whoever decides chooses the sum up to this.
    pub is_maximum: bool,
    /// The multiple, as two whole numbers.
    #[schema(minimum = 1, example = 15)]
    pub num: i32,
    /// What that is a part of.
    #[schema(minimum = 1, example = 10)]
    pub den: i32,
    /// The base pay (mức lương cơ sở) of that day.
    #[schema(minimum = 1, example = 2_340_000)]
    pub base_pay_vnd: i64,
    /// Where the multiple stands.
    pub citation: Option<Citation>,
}

/// What goes with an award that is decided on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PrizeSum {
    #[schema(max_length = 20, example = "BK_BT")]
    pub award_form_code: String,
    pub subject_type: SubjectType,
    pub decided_on: NaiveDate,
    /// Null where no rule of that day was read.
    pub prize: Option<PrizeView>,
    /// Where the base pay stands.
    pub base_pay_citation: Option<Citation>,
    /// Where the rounding stands.
    pub rounding_citation: Option<Citation>,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PrizeQuery {
    /// The form of award.
    pub award_form_code: Text<20>,
    /// Whom it goes to.
    pub subject_type: SubjectType,
    /// The day of the decision.
    pub decided_on: Day,
    /// As what whoever decides does, such as `commune_chair`; some forms have multiples of their own for it.
    pub decider_role: Option<Text<60>>,
    /// Of a form of which the rule says only the greatest multiple: the one that is chosen, with `den`.
    #[param(minimum = 1, maximum = 10_000)]
    pub num: Option<i32>,
    /// What `num` is a part of.
    #[param(minimum = 1, maximum = 10_000)]
    pub den: Option<i32>,
}

/// When an award was handed over.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Conferral)]
pub struct ConferralView {
    pub id: Uuid,
    pub conferred_on: NaiveDate,
    pub occasion: Occasion,
    #[schema(max_length = 300, example = "Hội nghị tổng kết phong trào, Hà Nội")]
    pub place: String,
    /// Whoever handed it over.
    #[schema(max_length = 300, example = "Thứ trưởng Bộ Tư pháp")]
    pub conferred_by: String,
    /// Whoever received the certificate.
    pub received_by: Option<ReceivedBy>,
}

/// An award that is handed over.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConferredItem {
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, example = 27)]
    pub order_no: i32,
    /// Whoever receives the certificate.
    pub received_by: ReceivedBy,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"conferred_on": "2024-12-20", "occasion": "review_conference", "place": "Hà Nội", "conferred_by": "Thứ trưởng Bộ Tư pháp", "items": [{"order_no": 27, "received_by": "in_person"}]}))]
pub struct Confer {
    /// Not in the future, and not before the decision.
    pub conferred_on: Day,
    /// One that the rules of that day allow.
    pub occasion: Occasion,
    pub place: Line,
    /// Whoever hands it over.
    pub conferred_by: Line,
    #[validate(length(min = 1, max = 1000), nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<ConferredItem>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardDecision {
    pub id: Uuid,
    #[schema(max_length = 60, example = "1742/QĐ-BTP")]
    pub number: String,
    pub decided_on: NaiveDate,
    #[schema(max_length = 300)]
    pub signer_name: String,
    #[schema(max_length = 300, example = "Bộ Tư pháp")]
    pub issuing_unit_name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardSubject {
    pub r#type: SubjectType,
    #[schema(max_length = 300)]
    pub full_name: String,
    pub unit_id: Uuid,
    /// As it was on the day of the decision.
    #[schema(max_length = 300)]
    pub unit_name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardFormRef {
    #[schema(max_length = 20, example = "BK_BT")]
    pub code: String,
    #[schema(max_length = 300, example = "Bằng khen của Bộ trưởng Bộ Tư pháp")]
    pub name: String,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AwardFilter {
    pub movement_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub stage: Vec<Stage>,
    pub award_form_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<AwardStatus>,
    pub decided_on_from: Option<Day>,
    pub decided_on_to: Option<Day>,
    /// Part of the subject's name; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}
