use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;
use crate::unit::UnitKind;

/// Whom a reporting line leads to.
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
pub enum Receiver {
    Parent,
    StandingBody,
}

/// To whom a kind of unit sends its papers in a movement.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_kind: UnitKind,
    pub receiver: Receiver,
    /// The first day of the periods that it holds for; none of what the movement was launched with.
    pub applies_from: Option<Date>,
    /// The document that set it, since the launch.
    pub document_number: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
