use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, function_assignment::Function};

/// What became of an objection.
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
pub enum ObjectionStatus {
    /// The dossiers that it names do not go on.
    Open,
    /// Founded: these versions of the dossiers do not go on.
    Upheld,
    /// Unfounded.
    Dismissed,
    /// Whoever objected took it back.
    Withdrawn,
}

/// What somebody objects to on a posted list. Whoever it is has no account: the secret of the objection opens its thread.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_objection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub posting_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that posted, and decides.
    pub unit_id: Uuid,
    pub unit_function: Option<Function>,
    pub status: ObjectionStatus,
    /// Keyed: the secret itself is told once and kept nowhere.
    pub secret_digest: String,
    /// Why it was upheld or dismissed.
    pub decision_reason: Option<String>,
    pub decided_at: Option<DateTimeUtc>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
