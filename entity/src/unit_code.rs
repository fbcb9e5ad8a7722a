use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// Who assigned a code.
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
pub enum CodeScheme {
    /// Ours; it never changes meaning.
    Internal,
    /// Of the e-agency (Quyết định 20/2020/QĐ-TTg) whose territory the unit serves.
    Qd20_2020,
    /// Of the territory, by the General Statistics Office.
    Gso,
}

/// A code a unit carries between two dates.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub scheme: CodeScheme,
    pub code: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    /// The reorganisation that began it; none for what was there before, or was given without one.
    pub begun_by_id: Option<Uuid>,
    /// The reorganisation that ended it.
    pub ended_by_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
