use sea_orm::entity::prelude::*;

use crate::Relation;

/// Numbers of documents in use: one number, one document, per unit, type and year (Decree 30/2020/NĐ-CP).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "document_number")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub document_type: String,
    /// As it was written.
    pub number: String,
    /// The same for all its spellings.
    pub number_key: String,
    pub year: i32,
    pub subject_type: String,
    pub subject_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
