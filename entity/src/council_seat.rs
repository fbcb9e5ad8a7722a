use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;
use crate::council_member::CouncilRole;

/// How a member takes part in a session.
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
pub enum Presence {
    Present,
    /// Absent, with a signed opinion in writing.
    Written,
    /// Absent, and somebody else came in the member's place: who does not vote.
    Delegated,
    Absent,
}

/// A member of the council in one session.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_seat")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub user_id: Uuid,
    pub role: CouncilRole,
    pub presence: Presence,
    /// The writing by which somebody was sent in the member's place.
    pub delegation_document: Option<String>,
    /// Whether the member counts the papers.
    pub teller: bool,
}

impl ActiveModelBehavior for ActiveModel {}
