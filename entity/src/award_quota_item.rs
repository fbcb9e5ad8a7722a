use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::nomination::{Stage, SubjectType};

use crate::Relation;

/// How a document says how many places there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum QuotaKind {
    /// A part of what is counted.
    Percent,
    /// A number.
    Absolute,
}

/// What a part is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum QuotaBase {
    Units,
    /// People who take part themselves.
    DirectParticipants,
    Persons,
    Households,
}

/// What becomes of a part that is no whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum QuotaRounding {
    /// Down.
    Floor,
    /// Up.
    Ceiling,
    /// To the nearest, halves up.
    HalfUp,
    /// It is refused.
    None,
}

/// How many awards of a form the subjects of a unit, and of those below it, may get in a review of a movement.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_quota_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub quota_id: Uuid,
    pub ordinal: i32,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub award_form_id: Uuid,
    pub subject_type: SubjectType,
    pub unit_id: Uuid,
    pub kind: QuotaKind,
    pub num: i32,
    /// The rest only of a part.
    pub den: Option<i32>,
    pub base: Option<QuotaBase>,
    pub base_count: Option<i32>,
    pub rounding: Option<QuotaRounding>,
    pub minimum: Option<i32>,
    /// What that comes to.
    pub places: i32,
    /// The day on which it was given.
    pub given_on: Date,
    /// When another document took its place.
    pub replaced_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
