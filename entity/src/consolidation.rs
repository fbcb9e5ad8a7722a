use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Authors;
use crate::Relation;

/// Life cycle of a consolidation.
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
pub enum ConsolidationStatus {
    Draft,
    Issued,
    /// A later version was issued.
    Superseded,
}

/// What the units that report to one unit have reported for a period, as one.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consolidation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub period_id: Uuid,
    pub period_code: String,
    pub data_from: Date,
    pub data_to: Date,
    pub unit_id: Uuid,
    pub unit_name: String,
    /// Counts the consolidations of the unit for the period.
    pub version_no: i32,
    pub status: ConsolidationStatus,
    /// Canonical JSON (RFC 8785): whose reports, and what they add up to.
    pub content: String,
    /// SHA-256 of the content, in hexadecimal.
    pub content_digest: String,
    pub issued_at: Option<DateTimeUtc>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
