use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Authors;

/// Life cycle of a decision.
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
pub enum DecisionStatus {
    Draft,
    Signed,
    /// Given up before it was signed.
    Cancelled,
}

/// A decision to grant awards (quyết định khen thưởng).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub deciding_unit_id: Uuid,
    pub deciding_unit_name: String,
    /// The unit that drafts it: the deciding unit or, for the ministry, its standing body.
    pub preparing_unit_id: Uuid,
    pub status: DecisionStatus,
    pub number: Option<String>,
    pub decided_on: Option<Date>,
    pub signer_name: Option<String>,
    pub signer_title: Option<String>,
    /// Why it was given up.
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
