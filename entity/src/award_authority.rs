use sea_orm::entity::prelude::*;

use crate::unit::UnitKind;

/// Which kind of unit decides a form of award, between two dates.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_authority")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub award_form_id: Uuid,
    pub unit_kind: UnitKind,
    /// Only a unit with legal personality.
    pub legal_personality: bool,
    pub legal_basis: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub verified: bool,
}

impl ActiveModelBehavior for ActiveModel {}
