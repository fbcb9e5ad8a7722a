use sea_orm::entity::prelude::*;

use crate::Relation;

/// A law, a decree or another paper that rules rest on.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Ours, such as `L06-2022`.
    pub code: String,
    pub number: String,
    pub kind: String,
    pub title: String,
    pub issuer: String,
    /// Empty where the day was not read.
    pub issued_on: Option<Date>,
    pub in_force_from: Option<Date>,
    pub in_force_to: Option<Date>,
    pub verified: bool,
}

impl ActiveModelBehavior for ActiveModel {}
