use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Authors;
use crate::Relation;

/// Life cycle of an adoption.
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
pub enum AdoptionStatus {
    Running,
    /// The unit does it no longer; what it has achieved stays.
    Ended,
}

/// That a unit does what another unit's exemplar shows, and what has come of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exemplar_adoption")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exemplar_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that adopts it.
    pub unit_id: Uuid,
    pub unit_name: String,
    pub province_code: Option<String>,
    pub started_on: Date,
    /// How it is done there.
    pub description: String,
    pub status: AdoptionStatus,
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
