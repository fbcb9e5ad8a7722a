use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::Signature;

/// From which day on a regime that waits for confirmation is applied, or no longer applied, by a document. Rows are only
/// added.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "regime_switch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub regime_code: String,
    pub applied: bool,
    pub takes_effect_on: Date,
    pub document_number: String,
    pub document_issued_on: Date,
    pub signature: Signature,
    pub switched_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
