use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Authors;
use crate::Relation;

/// Life cycle of a recommendation. That one is overdue is told by the clock.
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
pub enum RecommendationStatus {
    /// Written down for the conclusion, which has not been signed.
    Draft,
    Open,
    /// Its owner has answered.
    Answered,
    /// The inspecting unit found the answer enough.
    Done,
    /// Nothing is to be done any more.
    Dropped,
}

/// What an inspection recommends a unit to do.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_recommendation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub inspection_id: Uuid,
    pub movement_id: Uuid,
    pub inspecting_unit_id: Uuid,
    pub owner_unit_id: Uuid,
    pub ordinal: i32,
    pub text: String,
    pub due_on: Date,
    pub status: RecommendationStatus,
    pub answer: Option<String>,
    pub answered_at: Option<DateTimeUtc>,
    /// When it was done or dropped.
    pub settled_at: Option<DateTimeUtc>,
    /// Why the answer was returned, or the recommendation dropped.
    pub reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
