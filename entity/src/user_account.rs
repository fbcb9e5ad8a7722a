use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// Whether an account may be used.
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
pub enum UserStatus {
    Active,
    Suspended,
}

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub username: String,
    pub full_name: String,
    /// `username` and `full_name` folded.
    pub search_text: String,
    /// PHC string, argon2id.
    pub password_hash: String,
    pub status: UserStatus,
    /// A demonstration account: refused unless the server runs in demo mode.
    pub is_demo: bool,
    /// An administrator set the password: it opens nothing but the way to another one.
    pub password_change_required: bool,
    /// It has a second factor, which was confirmed.
    pub second_factor: bool,
    /// Who made the account, and looks after it until it has a role. None for the command line and the demonstration.
    pub created_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
