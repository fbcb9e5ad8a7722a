use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Quantity, Relation};

/// Where a share stands between the two units.
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
pub enum AllocationStatus {
    Proposed,
    Accepted,
    Disputed,
    Adjusted,
    Withdrawn,
}

/// How a share was arrived at.
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
pub enum AllocationRule {
    Manual,
    Equal,
    Weight,
    LastResult,
}

/// A share of a target that a unit allocates to a lower one (phân bổ chỉ tiêu). It follows the target through the versions
/// of its plan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "allocation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    /// The target in the version of the plan that first had it.
    pub target_root_id: Uuid,
    pub from_unit_id: Uuid,
    pub unit_id: Uuid,
    pub status: AllocationStatus,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// Since when it is this much.
    pub given_at: DateTimeUtc,
    pub rule: AllocationRule,
    /// What is left over by rounding is added here.
    pub takes_remainder: bool,
    /// The plan was sent: whoever reads it reads its shares too.
    pub disclosed: bool,
    /// Why it was disputed, adjusted or withdrawn last.
    pub reason: Option<String>,
    pub authors: Authors,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<DateTimeUtc>,
    /// What the answering unit had seen.
    pub answered_digest: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
