use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        day::Day,
        digest,
        organisation::{Organisation, Succession, Unit},
        province::ProvinceCode,
        text::{Line, Text},
    },
};
use chrono::NaiveDate;
use entity::{
    Quantity, function_assignment::Function, unit::UnitKind, unit_code::CodeScheme, unit_succession::SuccessionKind,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Whether a unit is in being on the day asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitStatus {
    Active,
    Planned,
    Closed,
}

/// A unit as it was, or will be, on one day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OrganisationUnit)]
pub struct UnitView {
    pub id: Uuid,
    /// Our code, under the level-1 codes of Quyết định 20/2020/QĐ-TTg.
    #[schema(max_length = 60, example = "H03.D061.PTP")]
    pub code: Option<String>,
    pub kind: UnitKind,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub name: String,
    #[schema(max_length = 300, example = "Justice Division of Ba Be District")]
    pub name_en: Option<String>,
    pub parent_id: Option<Uuid>,
    /// GSO code of the province.
    #[schema(max_length = 2, example = "06")]
    pub province_code: Option<String>,
    /// GSO code of the district.
    #[schema(max_length = 3, example = "061")]
    pub district_code: Option<String>,
    pub valid_from: NaiveDate,
    /// Last day in being.
    pub valid_to: Option<NaiveDate>,
    pub status: UnitStatus,
    /// Who takes over from it, at any time.
    #[schema(max_items = 100)]
    pub successors: Vec<SuccessorView>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// What the name is ordered by.
    #[serde(skip)]
    #[schema(ignore)]
    pub sort_key: String,
}

/// A unit that takes over from another, by its code and name of that day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitSuccessor)]
pub struct SuccessorView {
    pub unit_id: Uuid,
    #[schema(max_length = 60, example = "H55.STP-202507")]
    pub code: Option<String>,
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Thái Nguyên")]
    pub name: String,
    pub kind: SuccessionKind,
    pub effective_on: NaiveDate,
    /// Of a split: which part of what was before counts for it; all parts make 1.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub share: Option<Quantity>,
}

impl SuccessorView {
    pub fn of(organisation: &Organisation, succession: &Succession) -> Self {
        let day = succession.effective_on;
        let unit = organisation.unit(succession.unit_id);
        Self {
            unit_id: succession.unit_id,
            code: unit.and_then(|unit| unit.code_on(CodeScheme::Internal, day)).map(str::to_owned),
            name: organisation.name(succession.unit_id, day).to_owned(),
            kind: succession.kind,
            effective_on: day,
            share: succession.share,
        }
    }

    /// All who take over; the part of a unit that stays is none of them.
    pub fn all(organisation: &Organisation, unit: &Unit) -> Vec<Self> {
        let others = unit.successors.iter().filter(|succession| succession.unit_id != unit.id);
        others.map(|succession| Self::of(organisation, succession)).collect()
    }
}

impl UnitView {
    pub fn on(organisation: &Organisation, unit: &Unit, day: NaiveDate) -> Self {
        Self {
            id: unit.id,
            code: unit.code_on(CodeScheme::Internal, day).map(str::to_owned),
            kind: unit.kind,
            name: unit.name_on(day).to_owned(),
            name_en: unit.name_en_on(day).map(str::to_owned),
            parent_id: unit.parent_on(day),
            province_code: unit.province_code.clone(),
            district_code: unit.district_code.clone(),
            valid_from: unit.valid_from,
            valid_to: unit.valid_to,
            status: status_on(unit, day),
            successors: SuccessorView::all(organisation, unit),
            version: unit.version,
            sort_key: digest::hex(unit.sort_key_on(day)),
        }
    }
}

pub fn status_on(unit: &Unit, day: NaiveDate) -> UnitStatus {
    match () {
        () if day < unit.valid_from => UnitStatus::Planned,
        () if unit.exists_on(day) => UnitStatus::Active,
        () => UnitStatus::Closed,
    }
}

impl Resource for UnitView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/units/{}", self.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "name": "Phòng Tư pháp huyện Thử Nghiệm", "parent_id": "0198c0de-0000-7000-8000-000000000001", "province_code": "06", "valid_from": "2024-01-01"}))]
pub struct CreateUnit {
    #[validate(custom(function = unit_code))]
    pub code: Text<35>,
    pub kind: UnitKind,
    pub name: Line,
    pub name_en: Option<Line>,
    /// The superior by professional guidance.
    pub parent_id: Uuid,
    /// That of the superior, where that has one, and then it may be left out. A unit of the ministry has none.
    pub province_code: Option<ProvinceCode>,
    /// Only of a unit that serves a district, and of no district of another province.
    #[validate(custom(function = gso_code))]
    pub district_code: Option<Text<3>>,
    #[serde(default)]
    pub legal_personality: bool,
    pub valid_from: Day,
}

/// Corrects what was written wrongly; a unit that is renamed or moved is a matter of a reorganisation.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateUnit {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub name: Option<Line>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Line>)]
    pub name_en: Option<Option<Line>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub legal_personality: Option<bool>,
}

/// Quyết định 20/2020/QĐ-TTg, article 4: groups of capital letters and digits, separated by dots.
fn unit_code(code: &Text<35>) -> Result<(), validator::ValidationError> {
    let (code, suffix) = code.split_once('-').unwrap_or((code, "0"));
    let groups =
        code.split('.').all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
    let level_1 = code.as_bytes();
    let head = level_1.first().is_some_and(|b| (b'A'..=b'Y').contains(b))
        && level_1.iter().skip(1).take(2).filter(|b| b.is_ascii_digit()).count() == 2;
    if groups && head && suffix.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(validator::ValidationError::new("invalid_value"))
}

fn gso_code<const N: usize>(code: &Text<N>) -> Result<(), validator::ValidationError> {
    if code.len() == N && code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(validator::ValidationError::new("invalid_value"))
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UnitFilter {
    /// Repeat for several kinds.
    #[serde(default)]
    #[param(max_items = 6)]
    pub kind: Vec<UnitKind>,
    /// Directly below this unit.
    pub parent_id: Option<Uuid>,
    /// This unit and everything below it.
    pub within: Option<Uuid>,
    /// Ours, or that of Quyết định 20/2020/QĐ-TTg: of any time or, with `as_of`, of that day.
    #[param(min_length = 1, max_length = 60, example = "H03.STP")]
    pub code: Option<Text<60>>,
    /// GSO code of the district that the unit serves, or of the province where it is in being.
    #[param(min_length = 1, max_length = 5, example = "06")]
    pub gso_code: Option<Text<5>>,
    /// GSO code of the province.
    pub province_code: Option<ProvinceCode>,
    /// Units in being on this day, as they were then. Today, and units of all times, when left out.
    pub as_of: Option<Day>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<UnitStatus>,
    /// Part of a name of any time; accents and case do not matter.
    #[param(min_length = 1, max_length = 300, example = "ba be")]
    pub q: Option<Line>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AsOf {
    /// The day whose names, codes and superiors are shown; today when left out.
    pub as_of: Option<Day>,
}

/// Who carries out a task of the sector between two days.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FunctionAssignment)]
pub struct FunctionView {
    pub function: Function,
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Vụ Thi đua - Khen thưởng")]
    pub unit_name: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

/// Another unit takes a task over.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"function": "emulation_standing_body", "unit_id": "0198c0de-0000-7000-8000-000000000001", "valid_from": "2025-03-01", "legal_basis": "39/2025/NĐ-CP"}))]
pub struct PassFunction {
    pub function: Function,
    pub unit_id: Uuid,
    /// After the first day of the unit that carries the function out so far.
    pub valid_from: Day,
    /// Number and symbol of the document.
    pub legal_basis: Line,
}

impl Resource for FunctionView {
    /// It is never changed, only followed by another.
    fn version(&self) -> i64 {
        1
    }

    fn location(&self) -> String {
        "/api/v1/functions".to_owned()
    }
}
