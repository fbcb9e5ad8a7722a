use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// How a webhook is signed.
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
pub enum SecretKind {
    /// `v1`: HMAC-SHA-256, with a secret that both sides know.
    Hmac,
    /// `v1a`: Ed25519, by a key whose public half the receiver knows.
    Ed25519,
}

/// By what deliveries of a webhook are signed: all that there are sign each of them.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_secret")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub kind: SecretKind,
    /// Encrypted, and bound to this row.
    pub sealed: String,
    /// The id of the key under which it is.
    pub sealed_key: String,
    /// Of Ed25519 only.
    pub public_key: Option<String>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
