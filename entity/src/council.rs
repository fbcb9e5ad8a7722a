use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, Signature};

/// Life cycle of a council.
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
pub enum CouncilStatus {
    /// Its decision is being prepared.
    Draft,
    /// Its decision was signed: it meets.
    Founded,
    Dissolved,
}

/// A council of emulation and commendation (Hội đồng thi đua, khen thưởng) of a unit.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub name: String,
    pub status: CouncilStatus,
    /// The decision that founds it.
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    /// The document that last changed who is in it.
    pub changed_by: Option<String>,
    /// Why it was dissolved, and by which document.
    pub end_reason: Option<String>,
    pub end_document: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
