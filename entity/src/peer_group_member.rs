use sea_orm::entity::prelude::*;

use crate::Relation;

/// That a unit belongs to a group of peers for as long as the group is there.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "peer_group_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub peer_group_id: Uuid,
    pub unit_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
