use sea_orm::entity::prelude::*;

use crate::Relation;

/// Work that no request waits for: to be done once, or again and again. The row is there before the work begins and
/// until it has succeeded.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Work of one lane never waits for that of another. A name, as it may be one that only another version knows.
    pub lane: String,
    /// What is to be done. A name, for the same reason.
    pub kind: String,
    /// With the kind it makes the work unique: asked for twice it is done once.
    pub key: String,
    /// JSON.
    pub payload: String,
    pub due_at: DateTimeUtc,
    /// How often it has been begun since it last succeeded.
    pub attempt: i32,
    /// Grows each time the work is asked for: what is asked for again meanwhile is done again.
    pub requested: i64,
    pub holder: Option<Uuid>,
    /// By the clock of the database.
    pub lease_until: Option<DateTimeUtc>,
    /// Grows with every holder: who has lost the lease cannot write any more.
    pub fencing: i64,
    pub last_error: Option<String>,
    /// Given up: an administrator tries it again or drops it.
    pub failed_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
