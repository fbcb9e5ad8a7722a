use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, function_assignment::Function};

use crate::Signature;

/// Life cycle of a plan.
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
pub enum PlanStatus {
    Draft,
    PendingSignature,
    Issued,
    Sent,
    Received,
    SupplementRequested,
    InEffect,
    Superseded,
    Closed,
    Cancelled,
    /// The unit ended; its successor's plan restates this one.
    Transferred,
    /// The unit ended, and nobody carries the plan on.
    ClosedByReorganisation,
}

impl PlanStatus {
    /// Issued and not yet replaced or ended: what reports are measured against.
    pub const IN_FORCE: [Self; 5] =
        [Self::Issued, Self::Sent, Self::Received, Self::SupplementRequested, Self::InEffect];
}

/// One version of a unit's plan (kế hoạch) in a movement. An issued version never changes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// As it was when issued.
    pub unit_name: String,
    pub province_code: Option<String>,
    /// The first version.
    pub root_id: Uuid,
    pub version_no: i32,
    pub status: PlanStatus,
    pub starts_on: Date,
    /// Not to be issued while part of an allocated target is with nobody and nobody says why.
    pub full_allocation: bool,
    pub template_id: Option<Uuid>,
    pub copied_from: Option<Uuid>,
    pub document_number: Option<String>,
    /// Of a version that was issued as an annex (phụ lục) to the document of the one before.
    pub annex_no: Option<i32>,
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    /// SHA-256 of the canonical JSON of what was issued.
    pub content_digest: Option<String>,
    pub receiver_unit_id: Option<Uuid>,
    pub receiver_function: Option<Function>,
    pub sent_at: Option<DateTimeUtc>,
    pub received_at: Option<DateTimeUtc>,
    /// What the receiver had seen.
    pub received_digest: Option<String>,
    /// Why the head gave the draft back, until it is laid before the head again.
    pub return_reason: Option<String>,
    /// Why it was cancelled.
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
