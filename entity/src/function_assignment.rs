use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// Dated tasks of the sector.
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
#[schema(as = UnitFunction)]
pub enum Function {
    EmulationStandingBody,
}

/// A task of the sector that one unit carries out between two dates, whatever its name or kind.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "function_assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub function: Function,
    pub unit_id: Uuid,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub note: Option<String>,
    /// The reorganisation that began it; none for what was there before, or was given without one.
    pub begun_by_id: Option<Uuid>,
    /// The reorganisation that ended it.
    pub ended_by_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
