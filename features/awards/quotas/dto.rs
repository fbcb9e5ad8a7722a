use base::{
    http::answer::Resource,
    kernel::text::Text,
    store::document::{DocumentInput, DocumentView},
};
use chrono::{DateTime, Utc};
use entity::{
    award_quota_item::{QuotaBase, QuotaKind, QuotaRounding},
    nomination::{Stage, SubjectType},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// How many awards of a form the subjects of a unit may get: a number, or a part of what is counted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"award_form_code": "BK_BT", "subject_type": "individual", "unit_id": "0198c0de-0000-7000-8000-000000000002", "kind": "percent", "num": 5, "den": 100, "base": "direct_participants", "base_count": 41, "rounding": "floor", "minimum": 1}))]
pub struct QuotaItemInput {
    /// A form that the movement gives.
    pub award_form_code: Text<20>,
    /// Whom it goes to.
    pub subject_type: SubjectType,
    /// Whose subjects count, and those of the units below it.
    pub unit_id: Uuid,
    pub kind: QuotaKind,
    /// The number, or how many of `den`.
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000, example = 5)]
    pub num: i32,
    /// What `num` is a part of. This and what follows only of a part.
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, example = 100)]
    pub den: Option<i32>,
    /// What is counted.
    pub base: Option<QuotaBase>,
    /// How many there are, as the document says.
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000, example = 41)]
    pub base_count: Option<i32>,
    /// What becomes of a part that is no whole number.
    pub rounding: Option<QuotaRounding>,
    /// At least so many places, whatever the part comes to.
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000, example = 1)]
    pub minimum: Option<i32>,
}

/// Places in a review of a movement, as a document gives them.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "stage": "interim", "document": {"number": "88/QĐ-BTP", "issued_on": "2024-05-20", "signer_name": "Nguyễn Thị Mẫu", "signer_title": "Thứ trưởng"}, "items": [{"award_form_code": "BK_BT", "subject_type": "individual", "unit_id": "0198c0de-0000-7000-8000-000000000002", "kind": "absolute", "num": 2}]}))]
pub struct GiveQuota {
    pub movement_id: Uuid,
    pub stage: Stage,
    #[validate(nested)]
    pub document: DocumentInput,
    /// Of each form, kind of subject and unit one.
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<QuotaItemInput>,
}

/// What holds now, with the places of units that the unit took over from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlacesHeld {
    /// How many places there are.
    #[schema(minimum = 0, example = 2)]
    pub places: i64,
    /// How many awards were granted and not revoked.
    #[schema(minimum = 0, example = 1)]
    pub granted: i64,
    /// How many are left.
    #[schema(minimum = 0, example = 1)]
    pub left: i64,
}

/// What a document says of one form, kind of subject and unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AwardQuotaItem)]
pub struct QuotaItemView {
    #[schema(max_length = 20, example = "BK_BT")]
    pub award_form_code: String,
    /// Whom it goes to.
    pub subject_type: SubjectType,
    /// Whose subjects count, and those of the units below it.
    pub unit_id: Uuid,
    pub kind: QuotaKind,
    /// The number, or how many of `den`.
    #[schema(minimum = 0, example = 5)]
    pub num: i32,
    /// What `num` is a part of; null of a number, as what follows.
    #[schema(minimum = 1, example = 100)]
    pub den: Option<i32>,
    /// What is counted.
    pub base: Option<QuotaBase>,
    /// How many there are, as the document says.
    #[schema(minimum = 0, example = 41)]
    pub base_count: Option<i32>,
    /// What becomes of a part that is no whole number.
    pub rounding: Option<QuotaRounding>,
    /// At least so many places.
    #[schema(minimum = 0, example = 1)]
    pub minimum: Option<i32>,
    /// What that comes to.
    #[schema(minimum = 0, example = 2)]
    pub places: i32,
    /// Null once another document has replaced it.
    pub held: Option<PlacesHeld>,
}

/// Places in a review of a movement, by the document that gave them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AwardQuota)]
pub struct QuotaView {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub document: DocumentView,
    /// When it was given: of two that speak of one unit the last one holds.
    pub given_at: DateTime<Utc>,
    /// In the order of the document.
    #[schema(max_items = 500)]
    pub items: Vec<QuotaItemView>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for QuotaView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/award-quotas/{}", self.id)
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QuotaFilter {
    pub movement_id: Option<Uuid>,
}
