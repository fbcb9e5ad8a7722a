use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Quantity, Relation, indicator::Aggregation};

/// How a value meets its target.
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
pub enum Comparator {
    Gte,
    Lte,
    Eq,
    Reach,
}

/// The targets of predecessors' plans that one restates: several, once they are joined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Origins(pub Vec<Uuid>);

/// A target (chỉ tiêu) of a plan, on an indicator of the movement or on a measure of its own.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    pub task_id: Uuid,
    /// The same target in the version of the plan that first had it.
    pub root_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub inherits_from: Origins,
    /// The share that this target answers.
    pub allocation_id: Option<Uuid>,
    pub ordinal: i32,
    pub indicator_id: Option<Uuid>,
    pub title: String,
    pub unit_of_measure: Option<String>,
    /// Of a measure of its own; an indicator has its own.
    pub aggregation: Option<Aggregation>,
    pub comparator: Comparator,
    pub baseline: Option<Quantity>,
    pub target_value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub responsible_unit_id: Option<Uuid>,
    pub responsible_person: Option<String>,
    pub due_on: Option<Date>,
    pub pilot_site: Option<String>,
    /// Why it may be issued though not all of it was allocated.
    pub gap_reason: Option<String>,
    /// How much may stay with nobody; of a ratio, of the larger of its amounts.
    pub gap_waived: Option<Quantity>,
    pub gap_waived_by: Option<Uuid>,
    pub gap_waived_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
