use sea_orm::entity::prelude::*;

/// The law of emulation in force between two dates.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_regime")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub law: String,
    pub decree: String,
    pub ministry_circular: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub verified: bool,
}

impl ActiveModelBehavior for ActiveModel {}
