use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        text::{Line, Prose},
        transition::Action,
    },
    store::document::{DocumentInput, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    guidance::{Amendment, Audience, GuidanceStatus, GuidanceTopic},
    period_due::Tier,
    unit::UnitKind,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Guidance, without its text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GuidanceSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    /// The unit that gives it.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub unit_name: String,
    #[schema(max_length = 300, example = "Hướng dẫn lập kế hoạch năm 2024")]
    pub title: String,
    pub topic: GuidanceTopic,
    pub status: GuidanceStatus,
    pub document: Option<DocumentView>,
    /// When it was issued, and so delivered to all its addressees.
    pub issued_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// Guidance to units below.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Guidance)]
pub struct GuidanceView {
    #[serde(flatten)]
    pub summary: GuidanceSummary,
    #[schema(max_length = 8000)]
    pub text: String,
    /// Whom it is meant for, told to the unit that gives it: the list that was made of it stands with the addressees.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub audience: Option<GuidanceAudience>,
    /// What it amends or replaces, for those who see that.
    pub amends: Option<GuidanceRef>,
    /// What amends or replaces it, as far as the caller sees it.
    #[schema(max_items = 1000)]
    pub amended_by: Vec<GuidanceRef>,
    /// The receipts of the caller's own units.
    #[schema(max_items = 1000)]
    pub receipts: Vec<AddresseeView>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

impl Resource for GuidanceView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/guidance/{}", self.summary.id)
    }
}

/// Whom guidance is meant for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GuidanceAudience {
    /// Units that are named one by one.
    #[schema(max_items = 1000)]
    pub unit_ids: Vec<Uuid>,
    /// All units of these kinds below.
    #[schema(max_items = 6)]
    pub unit_kinds: Vec<UnitKind>,
    /// All units of these levels below.
    #[schema(max_items = 3)]
    pub tiers: Vec<Tier>,
}

impl From<Audience> for GuidanceAudience {
    fn from(audience: Audience) -> Self {
        Self { unit_ids: audience.units, unit_kinds: audience.kinds, tiers: audience.tiers }
    }
}

/// Guidance that other guidance amends or replaces, or is amended or replaced by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GuidanceRef {
    pub id: Uuid,
    pub amendment: Amendment,
    pub status: GuidanceStatus,
    /// Number and symbol of the document; null before it is issued.
    #[schema(max_length = 60, example = "12/HD-STP")]
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
}

/// How far guidance has come with an addressee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    Delivered,
    Read,
}

/// A unit that guidance was issued to, and its receipt.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GuidanceAddressee)]
pub struct AddresseeView {
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    pub state: ReceiptState,
    /// When it was issued to the unit.
    pub delivered_at: DateTime<Utc>,
    /// When somebody of the unit, or of one that took over, first said that it was read.
    pub read_at: Option<DateTime<Utc>>,
    /// Who said so: told to who reads all papers of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub read_by: Option<Uuid>,
}

/// It takes effect when the head signs it; until then only the unit itself sees it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "unit_id": "0198c0de-0000-7000-8000-000000000002", "title": "Hướng dẫn lập kế hoạch năm 2024", "topic": "planning", "text": "Mỗi Phòng Tư pháp xác định ít nhất một xã làm điểm.", "unit_kinds": ["district_justice_office"]}))]
pub struct CreateGuidance {
    pub movement_id: Uuid,
    /// The unit that gives it.
    pub unit_id: Uuid,
    pub title: Line,
    pub topic: GuidanceTopic,
    pub text: Prose,
    /// Units below that are named one by one.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000)]
    pub unit_ids: Vec<Uuid>,
    /// All units of these kinds below.
    #[serde(default)]
    #[validate(length(max = 6))]
    #[schema(max_items = 6)]
    pub unit_kinds: Vec<UnitKind>,
    /// All units of these levels below.
    #[serde(default)]
    #[validate(length(max = 3))]
    #[schema(max_items = 3)]
    pub tiers: Vec<Tier>,
    /// What it amends or replaces: guidance that the unit issued before.
    pub amends: Option<AmendsInput>,
}

/// Which guidance it amends or replaces.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendsInput {
    /// Guidance that the unit has issued and that stands.
    pub guidance_id: Uuid,
    pub amendment: Amendment,
}

/// While it is a draft. Lists are replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateGuidance {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub topic: Option<GuidanceTopic>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub text: Option<Prose>,
    /// Units below that are named one by one.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000, nullable = false)]
    pub unit_ids: Option<Vec<Uuid>>,
    /// All units of these kinds below.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 6))]
    #[schema(max_items = 6, nullable = false)]
    pub unit_kinds: Option<Vec<UnitKind>>,
    /// All units of these levels below.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 3))]
    #[schema(max_items = 3, nullable = false)]
    pub tiers: Option<Vec<Tier>>,
    /// What it amends or replaces; null for nothing.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<AmendsInput>)]
    pub amends: Option<Option<AmendsInput>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IssueGuidance {
    #[validate(nested)]
    pub document: DocumentInput,
}

/// In whose name the caller acts.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReadGuidance {
    /// The addressed unit. May be left out by who acts for one of them only.
    pub unit_id: Option<Uuid>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct GuidanceFilter {
    pub movement_id: Option<Uuid>,
    /// Who gave it.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// What amends or replaces this.
    pub amends_id: Option<Uuid>,
    /// Repeat for several topics.
    #[serde(default)]
    #[param(max_items = 4)]
    pub topic: Vec<GuidanceTopic>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<GuidanceStatus>,
    /// Part of its title; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AddresseeFilter {
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Whether the unit has read it.
    pub read: Option<bool>,
}
