use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;
use crate::client::Scopes;

/// What a person is at a unit.
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
pub enum Role {
    Officer,
    Head,
    CouncilMember,
    CouncilSecretary,
    Inspector,
    DataProtectionOfficer,
    Administrator,
}

/// A role (vai trò) of a person at a unit between two dates.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub role: Role,
    pub unit_id: Uuid,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub delegated_by_id: Option<Uuid>,
    /// The document a delegation rests on.
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    /// To which of the role's permissions a delegation is limited, beside reading; none for all.
    pub permissions: Option<Scopes>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
