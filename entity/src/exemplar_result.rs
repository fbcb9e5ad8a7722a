use sea_orm::entity::prelude::*;

use crate::Relation;

/// A figure of a version of a report that shows what an exemplar has brought: to its own unit, or to one that adopted it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exemplar_result")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exemplar_id: Uuid,
    /// None where it is the exemplar's own unit's.
    pub adoption_id: Option<Uuid>,
    pub unit_id: Uuid,
    pub ordinal: i32,
    /// With its version and its target it names the reported value, which never changes.
    pub report_id: Uuid,
    pub version_no: i32,
    pub target_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
