use sea_orm::entity::prelude::*;

use crate::Relation;

/// Whom a form of award may go to under one regime; empty where that was not read.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_form_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub award_form_id: Uuid,
    pub regime_code: String,
    pub for_individual: Option<bool>,
    pub for_collective: Option<bool>,
    pub for_household: Option<bool>,
    pub citation_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
