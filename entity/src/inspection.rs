use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, Signature};

/// Life cycle of an inspection.
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
pub enum InspectionStatus {
    /// Prepared by the inspecting unit; nobody else knows.
    Planned,
    /// Its decision was signed: the inspected units know of it, its team reads what it covers.
    Announced,
    InProgress,
    /// Its conclusion was signed.
    Concluded,
    /// What was recommended is being seen to.
    FollowUp,
    Closed,
    Cancelled,
}

/// An inspection of units below (kiểm tra).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    /// The unit that inspects.
    pub unit_id: Uuid,
    /// As it was when it was announced.
    pub unit_name: String,
    pub title: String,
    pub search_text: String,
    /// What is looked at.
    pub content: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub status: InspectionStatus,
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    pub announced_at: Option<DateTimeUtc>,
    /// What was found; the inspecting unit's own until it is signed.
    pub conclusion: Option<String>,
    pub conclusion_number: Option<String>,
    pub conclusion_issued_on: Option<Date>,
    pub conclusion_signature: Option<Signature>,
    pub concluded_at: Option<DateTimeUtc>,
    /// Why it was cancelled.
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
