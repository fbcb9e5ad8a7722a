use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, Signature};

/// Life cycle of a movement.
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
pub enum MovementStatus {
    Draft,
    Launched,
    Running,
    FinalReview,
    Closed,
    Cancelled,
}

/// An emulation movement (phong trào thi đua).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "movement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub title_en: Option<String>,
    /// Title and aliases folded.
    pub search_text: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub status: MovementStatus,
    pub launched_by_unit_id: Uuid,
    pub parent_movement_id: Option<Uuid>,
    /// Whom the movement addresses.
    pub scope_note: Option<String>,
    pub document_number: Option<String>,
    /// Unknown until a person fills it in: only the number of 303/QĐ-BTP is certain.
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    /// Why it was cancelled.
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
