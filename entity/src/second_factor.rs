use sea_orm::entity::prelude::*;

use crate::Relation;

/// What makes the one-time codes of a person (RFC 6238), at most one for each account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// Encrypted, bound to this row.
    pub secret: String,
    /// The id of the key that it is under.
    pub secret_key: String,
    /// The step of the last code that was used: it and those before are good no longer.
    pub last_step: Option<i64>,
    pub created_at: DateTimeUtc,
    /// When a first code has shown that it is in the person's hands; it is asked for from then on.
    pub confirmed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
