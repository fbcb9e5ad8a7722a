use sea_orm::entity::prelude::*;

use crate::Relation;

/// A group of peers (cụm, khối thi đua): units that are measured against each other, by a document and for some days.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "peer_group")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    /// The document that forms it.
    pub document_number: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    /// The document that ends it.
    pub end_document: Option<String>,
    pub set_by: Uuid,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
