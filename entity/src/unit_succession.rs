use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Quantity;
use crate::Relation;

/// How one unit follows another.
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
pub enum SuccessionKind {
    /// Several units become a new one.
    Merge,
    /// A unit goes into one that goes on.
    Absorb,
    /// A unit becomes several, or a part of it leaves.
    Split,
    /// A unit becomes one of another kind.
    Convert,
    /// A unit ends and another takes over what is left.
    Dissolve,
}

/// That a unit takes over from another from a day on. A part that stays where it is succeeds itself.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_succession")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub reorganisation_id: Option<Uuid>,
    pub predecessor_id: Uuid,
    pub successor_id: Uuid,
    pub kind: SuccessionKind,
    pub effective_on: Date,
    /// Of a split: which part of what was before it takes over; the parts make 1.
    pub share: Option<Quantity>,
    pub ordinal: i32,
}

impl ActiveModelBehavior for ActiveModel {}
