use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;
use crate::client::Units;

/// Whether a webhook is told anything.
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
pub enum WebhookStatus {
    Active,
    Disabled,
}

/// Why a webhook is told nothing any more.
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
pub enum DisabledReason {
    /// An administrator has switched it off.
    Administrator,
    /// The address answered 410: it is not wanted any more.
    Gone,
    /// Nothing arrived for as long as a delivery is tried.
    Failing,
}

/// Names of events; none for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct EventTypes(pub Vec<String>);

/// An address at which a machine client is told what has changed of what it reads.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub client_id: Uuid,
    pub url: String,
    pub description: Option<String>,
    pub event_types: EventTypes,
    /// A part of the client's units; none for all of them.
    pub unit_ids: Option<Units>,
    pub status: WebhookStatus,
    pub disabled_reason: Option<DisabledReason>,
    pub disabled_at: Option<DateTimeUtc>,
    /// Then it is there for nobody; its rows are cleared away.
    pub removed_at: Option<DateTimeUtc>,
    /// Up to which place of the sealed journal it has its deliveries.
    pub position: i64,
    /// How many attempts have failed since the last one that did not.
    pub failures: i32,
    pub failing_since: Option<DateTimeUtc>,
    /// Nothing is tried before, for what was tried last has failed again and again.
    pub quiet_until: Option<DateTimeUtc>,
    pub created_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
