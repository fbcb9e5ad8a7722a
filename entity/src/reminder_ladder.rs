use sea_orm::entity::prelude::*;

use crate::Relation;

/// When units are reminded, by a document: in one movement, or in all that have no ladder of their own. The newest holds.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_ladder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Option<Uuid>,
    /// None of the one that the service begins with.
    pub given_by_unit_id: Option<Uuid>,
    pub document_number: String,
    pub given_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
