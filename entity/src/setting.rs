use sea_orm::entity::prelude::*;

use crate::Relation;

/// A secret or setting that the service made for itself and that all instances share.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}
