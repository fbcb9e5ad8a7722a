use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Authors;
use crate::Relation;

/// Life cycle of a reorganisation.
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
pub enum ReorganisationStatus {
    Draft,
    Previewed,
    Scheduled,
    Applied,
    Undone,
    Cancelled,
}

/// A document that changes the organisation (sắp xếp tổ chức): its steps, and when they take effect.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reorganisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub title: String,
    pub status: ReorganisationStatus,
    pub legal_basis: String,
    /// Whether the document itself was read.
    pub legal_basis_verified: bool,
    pub in_force_from: Date,
    /// The first day of the new organisation, from 00:00 in Asia/Ho_Chi_Minh.
    pub operational_from: Date,
    /// The steps in their order, as JSON.
    pub steps: String,
    /// Of the last preview.
    pub digest: Option<String>,
    pub previewed_at: Option<DateTimeUtc>,
    pub applied_at: Option<DateTimeUtc>,
    /// How to take back what was changed in the register, as JSON.
    pub undo: Option<String>,
    /// Why it could not be applied on its day.
    pub failure: Option<String>,
    /// Why it was cancelled or undone.
    pub end_reason: Option<String>,
    pub ended_at: Option<DateTimeUtc>,
    pub drafted_by: Uuid,
    pub authors: Authors,
    pub decided_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
