use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, function_assignment::Function, nomination::Stage};

/// Life cycle of a posting.
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
pub enum PostingStatus {
    /// Prepared; nobody outside knows of it.
    Draft,
    /// Anybody reads it without an account, and may object.
    Published,
    /// Its days are over and every objection was decided.
    Ended,
    /// Taken back, before it was published or while it was.
    Withdrawn,
}

/// Which days count.
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
pub enum Counting {
    /// Days that the civil service works.
    Working,
    /// All days.
    Calendar,
}

/// A list of dossiers that is made public for some days, so that anybody may object (niêm yết, công khai lấy ý kiến).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    /// The unit that has the dossiers and posts them, and in which function.
    pub unit_id: Uuid,
    pub unit_function: Option<Function>,
    pub unit_name: String,
    pub title: String,
    /// The day on which a council is to meet about them, where it is known.
    pub council_on: Option<Date>,
    /// For how many days it is posted, and which days count.
    pub days: i32,
    pub counting: Counting,
    /// The last day on which it can be published in time for the council, where there is one.
    pub publish_by: Option<Date>,
    /// From when to when it is posted, both included; none before it is published.
    pub first_on: Option<Date>,
    pub last_on: Option<Date>,
    /// The first day on which it may be ended.
    pub end_from: Option<Date>,
    pub status: PostingStatus,
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
