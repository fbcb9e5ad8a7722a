use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::function_assignment::Function;
use crate::{Packed, Relation};

/// What became of a version.
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
pub enum Standing {
    Submitted,
    Returned,
    Accepted,
    /// It was accepted until a correction of it was.
    Superseded,
}

/// What of a report or a nomination was sent, as it was sent: its content never changes, only what became of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report or nomination.
    pub paper_id: Uuid,
    pub version_no: i32,
    /// Canonical JSON (RFC 8785).
    pub content: Packed,
    /// SHA-256 of the content, in hexadecimal.
    pub digest: String,
    pub sent_by: Uuid,
    pub sent_at: DateTimeUtc,
    pub unit_id: Uuid,
    pub to_unit_id: Uuid,
    pub to_function: Option<Function>,
    pub standing: Standing,
    pub settled_at: Option<DateTimeUtc>,
    /// The code of why it was returned, where there are codes.
    pub reason_code: Option<String>,
    /// Why it was returned.
    pub reason: Option<String>,
    /// The version of the row of the paper, when it was returned.
    pub row_version: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
