use sea_orm::entity::prelude::*;

use crate::Relation;

/// A target, a report or an exemplar that shows an achievement.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "nomination_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub nomination_id: Uuid,
    pub ordinal: i32,
    pub target_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub exemplar_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
