use entity::plan::PlanStatus;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::kernel::id::ids;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetFilter {
    #[serde(default, deserialize_with = "ids")]
    pub movement_id: Option<Uuid>,
    #[serde(default, deserialize_with = "ids")]
    pub indicator_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    #[serde(deserialize_with = "ids")]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    #[serde(default, deserialize_with = "ids")]
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 12)]
    pub plan_status: Vec<PlanStatus>,
}
