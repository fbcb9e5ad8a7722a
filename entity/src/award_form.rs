use sea_orm::entity::prelude::*;

/// A form of commendation (hình thức khen thưởng).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub for_individual: bool,
    pub for_collective: bool,
    pub for_household: bool,
    /// A ballot of the council is required before it is proposed.
    pub vote_required: bool,
    pub verified: bool,
}

impl ActiveModelBehavior for ActiveModel {}
