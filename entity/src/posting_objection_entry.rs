use sea_orm::entity::prelude::*;

use crate::Relation;

/// An entry of the list that an objection is about, and the version of its dossier.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_objection_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub objection_id: Uuid,
    pub entry_id: Uuid,
    pub ordinal: i32,
    pub nomination_id: Uuid,
    pub nomination_version_no: i32,
}

impl ActiveModelBehavior for ActiveModel {}
