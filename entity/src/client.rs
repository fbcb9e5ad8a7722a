use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// Whether a machine client may be used. One that is revoked stays so.
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
pub enum ClientStatus {
    Active,
    Suspended,
    Revoked,
}

/// Names of permissions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Scopes(pub Vec<String>);

/// Units at which they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Units(pub Vec<Uuid>);

/// A program that signs in as itself.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// `name` folded.
    pub search_text: String,
    /// The place of `name` in the order of the alphabet.
    pub sort_key: String,
    /// The unit that answers for it.
    pub unit_id: Uuid,
    /// Where it acts and reads: that unit, or units below it.
    pub unit_ids: Units,
    pub scopes: Scopes,
    pub status: ClientStatus,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    /// Its own limit; none for the one that the operator has set for all.
    pub requests_per_minute: Option<i32>,
    pub created_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
