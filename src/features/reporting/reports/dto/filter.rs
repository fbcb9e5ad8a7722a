//! What lists of obligations and reports are narrowed by.
use entity::{obligation::ObligationStatus, report::ReportStatus};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::kernel::{
    day::{Day, Instant},
    province::ProvinceCode,
};

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ObligationFilter {
    pub movement_id: Option<Uuid>,
    pub period_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 8)]
    pub status: Vec<ObligationStatus>,
    pub due_on_from: Option<Day>,
    pub due_on_to: Option<Day>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReportFilter {
    pub movement_id: Option<Uuid>,
    pub period_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    /// GSO code of the unit's province.
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 5)]
    pub status: Vec<ReportStatus>,
    pub late: Option<bool>,
    pub receiver_unit_id: Option<Uuid>,
    pub updated_at_from: Option<Instant>,
    pub updated_at_to: Option<Instant>,
}
