use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Relation;

/// What somebody is doing with stored bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Claim {
    /// A file with these bytes is on its way: they stay.
    Upload,
    /// No file has them: they are being removed.
    Removal,
}

/// Bytes of the object store that are being uploaded or removed: the store is asked outside of transactions, and
/// meanwhile nobody does the other.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "content_claim")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sha256: String,
    pub claim: Claim,
    /// By the clock of the database; over by itself, should its holder have died.
    pub until: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
