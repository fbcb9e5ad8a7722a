use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Quantity;

/// How far a value has been checked.
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
pub enum ValueQuality {
    /// It is being written.
    None,
    Submitted,
    /// Of a version that was returned: it does not count any more.
    Returned,
    Accepted,
}

/// A value reported against a target.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    /// The version in which it was sent; none while it is being written. What was sent never changes, but for `quality`.
    pub version_id: Option<Uuid>,
    pub target_id: Uuid,
    pub indicator_id: Option<Uuid>,
    pub movement_id: Uuid,
    pub period_id: Uuid,
    pub unit_id: Uuid,
    pub ordinal: i32,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub note: Option<String>,
    pub data_from: Date,
    pub data_to: Date,
    pub quality: ValueQuality,
}

impl ActiveModelBehavior for ActiveModel {}
