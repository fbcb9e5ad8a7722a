use sea_orm::entity::prelude::*;

use crate::Relation;

/// That a person has read of something that happened to a unit of its: an entry of the journal, which everybody of the unit
/// is told of alike.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_read")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub entry_id: Uuid,
    pub read_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
