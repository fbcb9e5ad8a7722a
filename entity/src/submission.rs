use sea_orm::entity::prelude::*;

use crate::{Relation, function_assignment::Function, nomination::Stage};

use crate::Signature;

/// Dossiers that went up together under one document (tờ trình). It never changes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub document_number: String,
    pub document_issued_on: Date,
    pub signature: Signature,
    pub to_unit_id: Uuid,
    pub to_function: Option<Function>,
    pub sent_by: Uuid,
    pub sent_at: DateTimeUtc,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
