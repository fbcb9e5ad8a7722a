use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Quantity;
use crate::Relation;

/// Which way is good.
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
pub enum Direction {
    Increase,
    Decrease,
    Reach,
}

/// How values of several units and periods become one.
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
pub enum Aggregation {
    Sum,
    Ratio,
    Latest,
    Avg,
}

/// Whether an indicator is counted or judged.
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
pub enum ValueType {
    Quantitative,
    Qualitative,
}

/// A measure that units report on (chỉ tiêu).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub search_text: String,
    pub unit_of_measure: String,
    pub direction: Direction,
    pub aggregation: Aggregation,
    pub value_type: ValueType,
    /// How many decimals its amounts may have: none where people, cases, days or đồng are counted.
    pub decimals: i16,
    /// What a value, or of a ratio its percentage, may not exceed.
    pub upper_bound: Option<Quantity>,
    pub numerator_id: Option<Uuid>,
    pub denominator_id: Option<Uuid>,
    /// The day on which it was closed to new movements.
    pub retired_on: Option<Date>,
    pub retire_reason: Option<String>,
    /// The one that measures what it measured, since it was closed.
    pub replaced_by_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
