//! The steps of a reorganisation.
use base::{
    http::union::Tagged,
    kernel::{
        province::ProvinceCode,
        text::{Line, Text},
    },
};
use entity::{Quantity, unit::UnitKind};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;
use uuid::Uuid;

/// A unit: its id, or its code on the eve or, of a unit that this document makes, on the day itself.
pub type UnitRef = Text<60>;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "H55.STP-202507", "kind": "provincial_justice_department", "name": "Sở Tư pháp tỉnh Thái Nguyên", "parent": "G15", "province_code": "19", "legal_personality": true}))]
pub struct UnitDraft {
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
    pub province_code: Option<ProvinceCode>,
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
    pub new: Option<UnitDraft>,
    /// Which part of the figures before the day counts for it; all parts make 1.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub share: Quantity,
}

/// Units end and become a new one (hợp nhất).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeStep {
    /// The units that end.
    #[schema(min_items = 2, max_items = 100)]
    pub units: Vec<UnitRef>,
    /// The unit that follows them all.
    pub into: UnitDraft,
}

/// Units end and go into one that goes on (sáp nhập).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsorbStep {
    /// The units that end.
    #[schema(min_items = 1, max_items = 100)]
    pub units: Vec<UnitRef>,
    /// The unit that goes on.
    pub into: UnitRef,
}

/// A unit becomes several, or a part of it leaves (chia, tách).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitStep {
    /// The unit that is split.
    pub unit: UnitRef,
    /// What it becomes; their shares make 1.
    #[schema(min_items = 2, max_items = 100)]
    pub into: Vec<Part>,
}

/// A unit comes under another superior.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferStep {
    /// The unit that moves.
    pub unit: UnitRef,
    /// Its new superior.
    pub parent: UnitRef,
}

/// A unit goes on under another name and, if given, another code.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameStep {
    /// The unit that is renamed.
    pub unit: UnitRef,
    /// Its new name.
    pub name: Line,
    /// Its new name in English.
    pub name_en: Option<Line>,
    /// Its new code.
    pub code: Option<Text<35>>,
}

/// A unit becomes one of another kind.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertStep {
    /// The unit that ends.
    pub unit: UnitRef,
    /// The unit that follows it.
    pub into: UnitDraft,
}

/// A unit ends; what is left of its work goes to another, or leaves the sector.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DissolveStep {
    /// The unit that ends.
    pub unit: UnitRef,
    /// The unit that its work goes to.
    pub into: Option<UnitRef>,
}

/// A unit begins that follows nobody.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateStep {
    /// The unit that begins.
    pub unit: UnitDraft,
}

/// One step, all of them taken on the same day; `type` names it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Step {
    Merge(MergeStep),
    Absorb(AbsorbStep),
    Split(SplitStep),
    Transfer(TransferStep),
    Rename(RenameStep),
    Convert(ConvertStep),
    Dissolve(DissolveStep),
    Create(CreateStep),
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let step = Tagged::deserialize(deserializer)?;
        match &*step.kind {
            "merge" => step.read().map(Self::Merge),
            "absorb" => step.read().map(Self::Absorb),
            "split" => step.read().map(Self::Split),
            "transfer" => step.read().map(Self::Transfer),
            "rename" => step.read().map(Self::Rename),
            "convert" => step.read().map(Self::Convert),
            "dissolve" => step.read().map(Self::Dissolve),
            "create" => step.read().map(Self::Create),
            unknown => Err(de::Error::unknown_variant(unknown, &[])),
        }
    }
}
