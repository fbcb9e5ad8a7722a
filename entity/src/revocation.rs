use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::function_assignment::Function;
use crate::{Authors, Relation, Signature};

/// Where a revocation stands.
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
pub enum RevocationStatus {
    Proposed,
    Dismissed,
    Revoked,
    Recovered,
}

/// The revocation of one award (hủy bỏ quyết định khen thưởng): what was found, who decides, and what came back.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revocation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub award_id: Uuid,
    /// The unit that proposes it.
    pub unit_id: Uuid,
    /// The unit that nominated: it learns what was revoked.
    pub nominating_unit_id: Uuid,
    /// Whoever granted the award; of what the state granted, whoever records what the state decides.
    pub deciding_unit_id: Uuid,
    pub deciding_function: Option<Function>,
    /// Whoever prepared the decision, and takes back what went with it.
    pub preparing_unit_id: Uuid,
    pub preparing_function: Option<Function>,
    /// The ground as the rule calls it, and the rule.
    pub ground: String,
    pub ground_rule_id: Uuid,
    /// The conclusion that it rests on.
    pub conclusion_number: String,
    pub conclusion_on: Date,
    pub conclusion_issuer: String,
    pub reason: String,
    pub status: RevocationStatus,
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    /// Whether the rule of the day of the revocation has the artefact and the money come back, and how much that is.
    pub artefact_due: Option<bool>,
    pub money_due_vnd: Option<i64>,
    pub recovered_on: Option<Date>,
    pub artefact_recovered: Option<bool>,
    pub money_recovered_vnd: Option<i64>,
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
