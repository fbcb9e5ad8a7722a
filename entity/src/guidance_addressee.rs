use sea_orm::entity::prelude::*;

use crate::Relation;

/// A unit that guidance was issued to, and whether it has read it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "guidance_addressee")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub guidance_id: Uuid,
    pub unit_id: Uuid,
    /// As it was when it was issued.
    pub unit_name: String,
    pub delivered_at: DateTimeUtc,
    pub read_at: Option<DateTimeUtc>,
    pub read_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
