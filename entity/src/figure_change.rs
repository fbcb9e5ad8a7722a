use sea_orm::entity::prelude::*;

use crate::Relation;

/// What has to be read anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Changed {
    /// One obligation and what was reported on it.
    Obligation,
    /// All obligations of a movement.
    Obligations,
    /// One version of a plan.
    Plan,
    /// All plans of a movement.
    Plans,
    /// What movements there are, what they measure, and when.
    Movement,
    /// What indicators are.
    Indicators,
    Everything,
}

/// A change of what figures are made of, by the number that the counter of figures had after it. Rows are only added, and
/// the oldest cleared.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "figure_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Among those that one transaction has told.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub what: Changed,
    pub movement_id: Option<Uuid>,
    /// The obligation or the plan.
    pub subject_id: Option<Uuid>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
