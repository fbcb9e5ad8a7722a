use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, unit::UnitKind};

/// Life cycle of a plan template.
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
pub enum TemplateStatus {
    Draft,
    Published,
    Withdrawn,
}

/// A plan template (kế hoạch mẫu): what the standing body recommends to a kind of unit in a movement.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_kind: UnitKind,
    pub title: String,
    pub introduction: Option<String>,
    /// A plan's content in JSON, as it would be sent.
    pub content: String,
    pub status: TemplateStatus,
    pub authors: Authors,
    pub published_at: Option<DateTimeUtc>,
    /// Why it was withdrawn; none of one that the next one replaced.
    pub end_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
