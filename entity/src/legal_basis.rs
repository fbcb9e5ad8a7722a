use sea_orm::entity::prelude::*;

use crate::Relation;

/// A document a movement rests on.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_basis")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub ordinal: i32,
    pub number: String,
    pub issued_on: Option<Date>,
    pub title: String,
    pub verified: bool,
}

impl ActiveModelBehavior for ActiveModel {}
