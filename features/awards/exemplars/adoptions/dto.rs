use base::{
    http::{answer::Resource, body::given},
    kernel::{day::Day, province::ProvinceCode, text::Prose, transition::Action},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::exemplar_adoption::AdoptionStatus;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::exemplars::dto::{ResultInput, ResultView};

/// That a unit does what another unit's exemplar shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExemplarAdoptionSummary)]
pub struct AdoptionSummary {
    pub id: Uuid,
    /// What it adopts.
    pub exemplar_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that adopts it.
    pub unit_id: Uuid,
    #[schema(max_length = 300)]
    pub unit_name: String,
    #[schema(max_length = 2)]
    pub province_code: Option<String>,
    pub started_on: NaiveDate,
    pub status: AdoptionStatus,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// An adoption with what it has brought.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExemplarAdoption)]
pub struct AdoptionView {
    #[serde(flatten)]
    pub summary: AdoptionSummary,
    /// How it is done there.
    #[schema(max_length = 8000)]
    pub description: String,
    /// What it has brought the unit.
    #[schema(max_items = 50)]
    pub results: Vec<ResultView>,
    /// Why the unit does it no longer.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

impl Resource for AdoptionView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/exemplar-adoptions/{}", self.summary.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = AdoptExemplar, example = json!({"started_on": "2024-06-01", "description": "Hai xã làm điểm từ quý III."}))]
pub struct Adopt {
    /// The unit that adopts it, which is not its own. May be left out by who acts for one only.
    pub unit_id: Option<Uuid>,
    /// Not in the future.
    pub started_on: Day,
    /// How it is done there.
    pub description: Prose,
    /// What it has brought the unit, each figure once.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub results: Vec<ResultInput>,
}

/// While it runs. The list of results is replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateExemplarAdoption)]
pub struct UpdateAdoption {
    /// How it is done there.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub description: Option<Prose>,
    /// What it has brought the unit, each figure once.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50, nullable = false)]
    pub results: Option<Vec<ResultInput>>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AdoptionFilter {
    /// Of this exemplar.
    pub exemplar_id: Option<Uuid>,
    pub movement_id: Option<Uuid>,
    /// Who adopts.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub status: Vec<AdoptionStatus>,
}
