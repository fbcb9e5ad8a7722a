use sea_orm::entity::prelude::*;

use crate::{Relation, Signature, nomination::Stage};

/// A document that gives places in a review of a movement (phân bổ chỉ tiêu khen thưởng). It never changes: another document
/// replaces its items.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_quota")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    /// Whoever launched the movement.
    pub unit_id: Uuid,
    pub stage: Stage,
    pub document_number: String,
    pub document_issued_on: Date,
    pub signature: Signature,
    pub given_at: DateTimeUtc,
    pub given_by: Uuid,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
