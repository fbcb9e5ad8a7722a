use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;
use crate::ReportTemplate;

/// How long a period is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    Month,
    Quarter,
    Half,
    NineMonth,
    Year,
    ThadsYear,
    Custom,
}

/// A reporting period (kỳ báo cáo): the data it covers, first and last day included.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "period")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub code: String,
    pub kind: PeriodKind,
    pub data_from: Date,
    pub data_to: Date,
    pub template: ReportTemplate,
    /// The schedule that made it.
    pub schedule_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
