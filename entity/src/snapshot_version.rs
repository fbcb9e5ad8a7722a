use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// What is kept in memory.
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
pub enum Topic {
    Organisation,
    Access,
    Session,
    /// What indicators mean.
    Indicators,
    Figures,
    /// How far the journal is sealed: its value is that position.
    Journal,
    /// Nothing: counted up to prove that the database takes a write.
    Readiness,
}

/// Counts the changes of what instances keep in memory, so that each can see that its copy is old.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "snapshot_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub topic: Topic,
    pub value: i64,
}

impl ActiveModelBehavior for ActiveModel {}
