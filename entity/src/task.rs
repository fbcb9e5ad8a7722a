use sea_orm::entity::prelude::*;

use crate::Relation;

/// A task (nhiệm vụ) of a plan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    /// The same task in the version of the plan that first had it.
    pub root_id: Uuid,
    pub ordinal: i32,
    pub code: Option<String>,
    pub title: String,
    /// Why the task has no target.
    pub no_target_reason: Option<String>,
    pub responsible_unit_id: Option<Uuid>,
    pub responsible_person: Option<String>,
    pub due_on: Option<Date>,
    pub pilot_site: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
