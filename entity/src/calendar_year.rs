use sea_orm::entity::prelude::*;

use crate::Relation;

/// The days of a year that are more than their weekdays say, as a document of the ministry gives them.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_year")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub year: i32,
    /// Each with its kind, its name and, of a day in lieu or a swap, the other day.
    pub days: Json,
    pub document_title: String,
    pub document_number: String,
    pub document_issued_on: Date,
    pub issuer: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
