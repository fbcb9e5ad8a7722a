use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// What has become of a delivery.
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
pub enum DeliveryState {
    /// To be sent, for the first time or again.
    Pending,
    /// The receiver took it.
    Delivered,
    /// Given up after the last attempt.
    Dead,
    /// When it was to be sent, the client could not see any more what it tells.
    Withheld,
}

/// Why an attempt failed.
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
pub enum DeliveryFailure {
    /// The name leads to an address to which nothing is sent.
    AddressRefused,
    /// There was no connection.
    Unreachable,
    /// There was no answer in time.
    TimedOut,
    /// The answer names another address, which is not followed.
    Redirected,
    /// The answer was none of 2xx.
    NotAccepted,
}

/// One message to one webhook, and what its last attempt said.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub webhook_id: Uuid,
    /// Stays the same however often it is sent.
    pub message_id: String,
    /// The `type` of the message.
    pub event: String,
    /// The place in the journal; none of notices of the webhook itself.
    pub seq: Option<i64>,
    pub resource: Option<String>,
    /// What it is about: messages about one subject are sent one after the other.
    pub subject_id: Uuid,
    /// In this order.
    pub place: i64,
    /// What a notice says, in JSON.
    pub notice: Option<String>,
    pub state: DeliveryState,
    pub attempts: i32,
    pub due_at: DateTimeUtc,
    pub first_attempt_at: Option<DateTimeUtc>,
    pub attempted_at: Option<DateTimeUtc>,
    pub duration_ms: Option<i32>,
    pub status_code: Option<i32>,
    pub failure: Option<DeliveryFailure>,
    /// Without the particulars, which only the receiver may read.
    pub request_body: Option<String>,
    /// Its beginning.
    pub answer_body: Option<String>,
    pub finished_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
