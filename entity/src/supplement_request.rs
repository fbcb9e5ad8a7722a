use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// How a supplement request ended.
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
pub enum Resolution {
    Amended,
    Explained,
    Withdrawn,
}

/// A superior's request to add to a plan (đề nghị bổ sung).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "supplement_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    pub requested_by: Uuid,
    pub requesting_unit_id: Uuid,
    pub reason: String,
    pub due_on: Date,
    /// Of the version that was asked about.
    pub seen_digest: String,
    pub created_at: DateTimeUtc,
    pub resolution: Option<Resolution>,
    pub resolution_note: Option<String>,
    pub resolved_at: Option<DateTimeUtc>,
    pub resolved_by: Option<Uuid>,
    pub resolved_by_plan_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
