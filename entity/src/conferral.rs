use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// On what occasion awards are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferralOccasion)]
pub enum Occasion {
    NationalHoliday,
    FoundingDay,
    TraditionalDay,
    /// The conference that reviews the movement.
    ReviewConference,
    /// A ceremony for it alone.
    SeparateCeremony,
}

/// Awards of a decision that were handed over together.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "conferral")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub decision_id: Uuid,
    pub conferred_on: Date,
    pub occasion: Occasion,
    pub place: String,
    pub conferred_by: String,
    pub made_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
