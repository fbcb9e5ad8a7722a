use chrono::{DateTime, NaiveDate, Utc};
use entity::{Quantity, reorganisation::ReorganisationStatus, unit::UnitKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    http::{answer::Resource, body::given},
    kernel::{
        text::{Line, Text},
        transition::Action,
    },
};

/// A unit: its id, or its code on the eve or, of a unit that this document makes, on the day itself.
pub type UnitRef = Text<60>;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "H55.STP-202507", "kind": "provincial_justice_department", "name": "Sở Tư pháp tỉnh Thái Nguyên", "parent": "G15", "province_code": "19", "legal_personality": true}))]
pub struct NewUnit {
    /// Made by the service when left out.
    #[serde(default)]
    pub id: Option<Uuid>,
    pub code: Text<35>,
    pub kind: UnitKind,
    pub name: Line,
    #[serde(default)]
    pub name_en: Option<Line>,
    /// The superior by professional guidance.
    pub parent: UnitRef,
    /// GSO code of the province.
    #[serde(default)]
    pub province_code: Option<Text<2>>,
    /// GSO code of the district.
    #[serde(default)]
    pub district_code: Option<Text<3>>,
    #[serde(default)]
    pub legal_personality: bool,
}

/// One part of a unit that is split: a new unit, or one that is there, itself for the part that stays.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(default)]
    pub unit: Option<UnitRef>,
    #[serde(default)]
    pub new: Option<NewUnit>,
    /// Which part of the figures before the day counts for it; all parts make 1.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub share: Quantity,
}

/// One step, all of them taken on the same day. An object with one member that names the step.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Units end and become a new one (hợp nhất).
    Merge {
        #[schema(min_items = 2, max_items = 100)]
        units: Vec<UnitRef>,
        into: NewUnit,
    },
    /// Units end and go into one that goes on (sáp nhập).
    Absorb {
        #[schema(min_items = 1, max_items = 100)]
        units: Vec<UnitRef>,
        into: UnitRef,
    },
    /// A unit becomes several, or a part of it leaves (chia, tách).
    Split {
        unit: UnitRef,
        #[schema(min_items = 2, max_items = 100)]
        into: Vec<Part>,
    },
    /// A unit comes under another superior.
    Transfer { unit: UnitRef, parent: UnitRef },
    /// A unit goes on under another name and, if given, another code.
    Rename { unit: UnitRef, name: Line, name_en: Option<Line>, code: Option<Text<35>> },
    /// A unit becomes one of another kind.
    Convert { unit: UnitRef, into: NewUnit },
    /// A unit ends; what is left of its work goes to another, or leaves the sector.
    Dissolve { unit: UnitRef, into: Option<UnitRef> },
    /// A unit begins that follows nobody.
    Create { unit: NewUnit },
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Sắp xếp Sở Tư pháp tỉnh Thái Nguyên", "legal_basis": "202/2025/QH15", "in_force_from": "2025-06-12", "operational_from": "2025-07-01", "steps": [{"rename": {"unit": "H55.STP", "name": "Sở Tư pháp tỉnh Thái Nguyên", "code": "H55.STP-202507"}}]}))]
pub struct CreateReorganisation {
    pub title: Line,
    /// Number and symbol of the document.
    pub legal_basis: Line,
    /// When the document came into force: not after the first day of the new organisation.
    pub in_force_from: NaiveDate,
    /// The first day of the new organisation, from 00:00 in Asia/Ho_Chi_Minh.
    pub operational_from: NaiveDate,
    #[schema(min_items = 1, max_items = 2000)]
    #[validate(length(min = 1, max = 2000))]
    pub steps: Vec<Step>,
}

/// A change sends a previewed document back to `draft`.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateReorganisation {
    #[serde(default, deserialize_with = "given")]
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    pub legal_basis: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    pub in_force_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "given")]
    pub operational_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "given")]
    #[schema(min_items = 1, max_items = 2000)]
    #[validate(length(min = 1, max = 2000))]
    pub steps: Option<Vec<Step>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Apply {
    /// Of the preview that was read.
    pub digest: Text<64>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReorganisationFilter {
    #[serde(default)]
    #[param(max_items = 6)]
    pub status: Vec<ReorganisationStatus>,
    pub operational_from_from: Option<NaiveDate>,
    pub operational_from_to: Option<NaiveDate>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EffectFilter {
    #[param(min_length = 1, max_length = 40, example = "plan")]
    pub resource: Option<Text<40>>,
    #[param(min_length = 1, max_length = 40, example = "transferred")]
    pub effect: Option<Text<40>>,
    /// The unit that ends.
    pub unit_id: Option<Uuid>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Reorganisation)]
pub struct ReorganisationView {
    #[serde(flatten)]
    pub summary: ReorganisationSummary,
    #[schema(max_items = 2000)]
    pub steps: Vec<Step>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReorganisationSummary {
    pub id: Uuid,
    #[schema(max_length = 300)]
    pub title: String,
    pub status: ReorganisationStatus,
    #[schema(max_length = 300, example = "202/2025/QH15")]
    pub legal_basis: String,
    pub in_force_from: NaiveDate,
    pub operational_from: NaiveDate,
    /// What it does, counted; the things themselves are under `/effects`. None before the first preview.
    pub preview: Option<Preview>,
    pub applied_at: Option<DateTime<Utc>>,
    /// Why it could not be applied on its day.
    #[schema(max_length = 8000)]
    pub failure: Option<String>,
    /// Why it was cancelled or undone.
    #[schema(max_length = 8000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Preview {
    /// SHA-256 over the steps and effects, in hexadecimal.
    #[schema(max_length = 64, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub digest: String,
    pub previewed_at: DateTime<Utc>,
    #[schema(max_items = 100)]
    pub effects: Vec<EffectCount>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EffectCount {
    #[schema(max_length = 40, example = "plan")]
    pub resource: String,
    #[schema(max_length = 40, example = "transferred")]
    pub effect: String,
    #[schema(minimum = 1)]
    pub count: i64,
}

/// What becomes of one thing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReorganisationEffect)]
pub struct EffectView {
    #[schema(minimum = 1)]
    pub ordinal: i32,
    #[schema(max_length = 40, example = "plan")]
    pub resource: String,
    #[schema(max_length = 40, example = "transferred")]
    pub effect: String,
    pub subject_id: Uuid,
    /// The unit that it was with.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub unit_name: String,
    /// The unit that it goes to.
    pub heir_id: Option<Uuid>,
}

impl Resource for ReorganisationView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/reorganisations/{}", self.summary.id)
    }
}
