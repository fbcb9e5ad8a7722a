use sea_orm::entity::prelude::*;

use crate::Relation;

/// A message between the unit whose report it is and the unit that receives it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    /// Which side wrote it.
    pub unit_id: Uuid,
    /// Which side is told.
    pub to_unit_id: Uuid,
    pub written_by: Uuid,
    pub text: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
