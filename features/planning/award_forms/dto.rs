use base::{
    http::{answer::Resource, body::given},
    kernel::{
        day::Day,
        text::{Line, Text},
    },
    store::document::{DocumentInput, DocumentNumber},
};
use chrono::NaiveDate;
use entity::{award_form::AwardLevel, unit::UnitKind, vote_rule::Secrecy};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// How a council votes on a form: it passes where `yes × yes_den` is at least (`ge`) or more than (`gt`) `yes_num × members`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"secrecy": "secret", "yes_num": 1, "yes_den": 2, "op": "gt"}))]
pub struct FormBallot {
    pub secrecy: Secrecy,
    /// Numerator of the part that has to agree.
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100)]
    pub yes_num: i32,
    /// Denominator of the part that has to agree.
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100)]
    pub yes_den: i32,
    pub op: BallotOp,
}

/// At least a part, or more than it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BallotOp {
    Ge,
    Gt,
}

impl BallotOp {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ge => "ge",
            Self::Gt => "gt",
        }
    }
}

/// To whom a form may go, who decides it, and how a council votes.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Terms {
    /// The ministry's, or of the units below it; those of the state are given by law.
    pub level: AwardLevel,
    pub for_individual: bool,
    pub for_collective: bool,
    pub for_household: bool,
    /// The kinds of unit whose heads decide it.
    #[schema(max_items = 6)]
    pub decided_by: Vec<UnitKind>,
    /// How the council votes; null where no ballot is needed.
    pub ballot: Option<FormBallot>,
}

/// A form of award of the ministry's own.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OwnAwardForm)]
pub struct OwnAwardFormView {
    pub id: Uuid,
    #[schema(max_length = 20, example = "GK_NTM")]
    pub code: String,
    #[schema(max_length = 300, example = "Giấy khen phong trào chung sức xây dựng nông thôn mới")]
    pub name: String,
    #[schema(max_length = 300)]
    pub name_en: String,
    #[serde(flatten)]
    pub terms: Terms,
    pub valid_from: NaiveDate,
    /// The last day on which somebody is proposed for it; null while it is open.
    pub valid_to: Option<NaiveDate>,
    /// The document that made it.
    #[schema(max_length = 60)]
    pub document_number: String,
    /// The document that closed it.
    #[schema(max_length = 60)]
    pub end_document: Option<String>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for OwnAwardFormView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/own-award-forms/{}", self.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "GK_NTM", "name": "Giấy khen phong trào chung sức xây dựng nông thôn mới", "name_en": "Certificate of merit for new rural areas", "level": "grassroots", "for_individual": true, "for_collective": true, "for_household": false, "decided_by": ["provincial_justice_department"], "title": "Quy định hình thức khen thưởng của phong trào", "valid_from": "2024-07-01", "document": {"number": "906/QĐ-BTP", "issued_on": "2024-06-03", "signer_name": "Ngô Duy Sơn", "signer_title": "Vụ trưởng"}}))]
pub struct CreateOwnAwardForm {
    /// Unique among all forms, those of the law too.
    pub code: Text<20>,
    pub name: Line,
    pub name_en: Line,
    /// The ministry's, or of the units below it; those of the state are given by law.
    pub level: AwardLevel,
    pub for_individual: bool,
    pub for_collective: bool,
    pub for_household: bool,
    /// The kinds of unit whose heads decide it.
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub decided_by: Vec<UnitKind>,
    /// How the council votes; null where no ballot is needed.
    #[validate(nested)]
    pub ballot: Option<FormBallot>,
    /// Not before the document.
    pub valid_from: Day,
    /// What the document is called.
    pub title: Line,
    #[validate(nested)]
    pub document: DocumentInput,
}

/// Names change at any time; the rest until somebody was proposed for it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateOwnAwardForm {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub name: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub name_en: Option<Line>,
    /// The ministry's, or of the units below it; those of the state are given by law.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub level: Option<AwardLevel>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub for_individual: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub for_collective: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub for_household: Option<bool>,
    /// The kinds of unit whose heads decide it.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6, nullable = false)]
    pub decided_by: Option<Vec<UnitKind>>,
}

/// From the day after on nobody is proposed for it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"valid_to": "2025-12-31", "document_number": "1200/QĐ-BTP"}))]
pub struct CloseOwnAwardForm {
    /// The last day on which somebody is proposed for it: today or later.
    pub valid_to: Day,
    /// The document that closes it.
    pub document_number: DocumentNumber,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OwnAwardFormFilter {
    /// Only those that were open on this day.
    pub as_of: Option<Day>,
}
