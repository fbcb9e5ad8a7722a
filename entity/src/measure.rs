use sea_orm::entity::prelude::*;

use crate::Relation;

/// A measure (biện pháp) of a plan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "measure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    /// The same measure in the version of the plan that first had it.
    pub root_id: Uuid,
    pub task_id: Option<Uuid>,
    pub ordinal: i32,
    pub title: String,
    pub responsible_unit_id: Option<Uuid>,
    pub responsible_person: Option<String>,
    pub due_on: Option<Date>,
    pub pilot_site: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
