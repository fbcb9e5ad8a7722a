use entity::plan::PlanStatus;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetFilter {
    pub movement_id: Option<Uuid>,
    pub indicator_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 12)]
    pub plan_status: Vec<PlanStatus>,
}
