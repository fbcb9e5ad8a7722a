use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, Signature};

/// Life cycle of a session of a council.
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
#[schema(as = CouncilSessionStatus)]
pub enum SessionStatus {
    /// Its agenda is being made.
    Planned,
    /// Its members vote; in a ballot by tokens these are handed out.
    Open,
    /// Papers are cast with the tokens that were handed out.
    Casting,
    /// The votes are counted; nothing can be voted any more.
    Closed,
    /// Its minutes were signed.
    Concluded,
    Cancelled,
}

/// How a session votes.
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
#[schema(as = CouncilBallot)]
pub enum Ballot {
    /// Each vote is known with its voter.
    Open,
    /// Secretly, on paper: tellers enter the totals, and two of them sign.
    Paper,
    /// Secretly, by one-time tokens that the service has signed unseen: it knows who took one, and of no paper whose it is.
    Blind,
}

/// A session of a council.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "council_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub council_id: Uuid,
    pub unit_id: Uuid,
    pub title: String,
    pub held_on: Date,
    pub ballot: Ballot,
    /// The council's own regulation, which allows a ballot by tokens.
    pub ballot_document: Option<String>,
    pub status: SessionStatus,
    /// All members of the council on that day: what shares are taken of. Fixed when it opens.
    pub members: Option<i32>,
    pub opened_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    /// Canonical JSON (RFC 8785), and its SHA-256 in hexadecimal.
    pub minutes: Option<String>,
    pub minutes_digest: Option<String>,
    pub minutes_number: Option<String>,
    pub minutes_issued_on: Option<Date>,
    pub minutes_signature: Option<Signature>,
    /// Why it was cancelled.
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
