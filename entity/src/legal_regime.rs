use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// Whether a regime is the law, or waits for a person who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RegimeStatus {
    InForce,
    ToConfirm,
}

/// The law of emulation in force between two dates.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_regime")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub law_id: Uuid,
    pub decree_id: Option<Uuid>,
    /// Of the Ministry of Home Affairs.
    pub home_affairs_circular_id: Option<Uuid>,
    /// Of the Ministry of Justice.
    pub ministry_circular_id: Option<Uuid>,
    pub status: RegimeStatus,
    pub citation_id: Uuid,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
