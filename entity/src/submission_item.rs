use sea_orm::entity::prelude::*;

use crate::Relation;

/// A dossier of a submission, in the order in which its unit ranks them.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub submission_id: Uuid,
    pub nomination_id: Uuid,
    pub rank: i32,
    /// Of the dossier.
    pub version_no: i32,
}

impl ActiveModelBehavior for ActiveModel {}
