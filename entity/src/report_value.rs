use sea_orm::{
    FromJsonQueryResult,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Quantity;
use crate::Relation;

/// How far a value has been checked.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ValueQuality {
    /// It is being written.
    None,
    Submitted,
    /// Of a version that was returned: it does not count any more.
    Returned,
    Accepted,
    /// Of a correction that was submitted: it counts once it is accepted, and until then what it corrects.
    Pending,
    /// Of an accepted version that a correction has taken the place of.
    Superseded,
}

/// Files that show a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Evidence(pub Vec<Uuid>);

/// The number of what is being written: versions that were sent are counted from one.
pub const UNSENT: i32 = 0;

/// A value reported against a target. It is known by its key: nothing else names it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: Uuid,
    /// Of the version that says it. What was sent never changes, but for `quality`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version_no: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub target_id: Uuid,
    pub indicator_id: Option<Uuid>,
    pub ordinal: i32,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// What was consolidated from the units below, beside the own figure: counted with whoever reported it, never here.
    pub below_value: Option<Quantity>,
    pub below_numerator: Option<Quantity>,
    pub below_denominator: Option<Quantity>,
    pub note: Option<String>,
    /// The attached files that show it.
    #[sea_orm(column_type = "JsonBinary")]
    pub evidence: Evidence,
    pub data_from: Date,
    pub data_to: Date,
    pub quality: ValueQuality,
}

/// Of the values of a report those that a version says, or that are being written. Its number stands in the statement: of all
/// numbers together PostgreSQL expects other rows than of one, and would make its plan anew each time.
pub fn of_version(report_id: Uuid, version_no: i32) -> Expr {
    let number = Expr::col((Entity, Column::VersionNo));
    Column::ReportId.eq(report_id).and(number.eq(Expr::Constant(version_no.into())))
}

/// To the report of a value.
pub fn of_report() -> RelationDef {
    Entity::belongs_to(crate::report::Entity).from(Column::ReportId).to(crate::report::Column::Id).into()
}

impl ActiveModelBehavior for ActiveModel {}
