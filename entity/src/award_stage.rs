use sea_orm::entity::prelude::*;

use crate::{Relation, Signature, nomination::Stage};

/// A review of a movement as a document launched it (đợt xét khen thưởng). It never changes: another document launches it anew.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_stage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    /// Whoever launched the movement.
    pub unit_id: Uuid,
    pub stage: Stage,
    /// Codes of forms, between commas.
    pub award_form_codes: String,
    pub opens_on: Date,
    pub closes_on: Date,
    pub document_number: String,
    pub document_issued_on: Date,
    pub signature: Signature,
    pub launched_at: DateTimeUtc,
    pub launched_by: Uuid,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
