use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::Signature;

/// The document by which a unit recognised an exemplar: its own unit first, units above it for what reaches further.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exemplar_recognition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exemplar_id: Uuid,
    /// Who recognised it.
    pub unit_id: Uuid,
    pub unit_name: String,
    pub document_number: String,
    pub document_issued_on: Date,
    pub signature: Signature,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
