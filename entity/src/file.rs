use sea_orm::entity::prelude::*;

use crate::Relation;

/// A file that was uploaded. Its bytes lie in the store, under their digest.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub name: String,
    /// By its content.
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    pub sha256: String,
    pub uploaded_by: Uuid,
    pub version: i64,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
