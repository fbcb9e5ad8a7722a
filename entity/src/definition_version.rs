use sea_orm::entity::prelude::*;

use crate::Relation;

/// What is defined for others to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Defined {
    Indicator,
    /// One that the law does not have.
    AwardForm,
    /// The days of a year of the working calendar.
    CalendarYear,
}

/// What a definition said after one change; never changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "definition_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject_type: Defined,
    pub subject_id: Uuid,
    pub version_no: i64,
    pub content: Json,
    /// None of what came with an edition of the program.
    pub changed_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
