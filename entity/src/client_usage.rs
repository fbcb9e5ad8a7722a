use sea_orm::entity::prelude::*;

use crate::Relation;

/// How many requests of a machine client were answered how on a day.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client_usage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub client_id: Uuid,
    pub day: Date,
    /// Answered 2xx.
    pub succeeded: i64,
    /// Answered 3xx.
    pub redirected: i64,
    /// Answered 4xx, but for what counts as refused.
    pub rejected: i64,
    /// Answered 5xx.
    pub failed: i64,
    /// Answered 401, 403 or 429.
    pub refused: i64,
    pub last_used_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
