use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// Why a member has no part in an item.
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
#[schema(as = ConflictGround)]
pub enum Ground {
    /// The member is proposed.
    Nominee,
    /// The member is the head of the unit whose dossier it is.
    HeadOfUnit,
    /// The member says so.
    Declared,
}

/// That a member has no vote on an item and does not read its dossier.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_conflict")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub item_id: Uuid,
    pub user_id: Uuid,
    pub ground: Ground,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
