use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Packed, Relation};

/// Before which step a dossier was held against the law.
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
pub enum Occasion {
    /// The unit submitted it.
    Submission,
    /// It was laid before a council.
    Council,
    /// The award was proposed to whoever decides it.
    Proposal,
    /// The award was granted.
    Decision,
}

/// What a dossier was found to be by the law of a day, as it was found. It never changes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "eligibility_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub nomination_id: Uuid,
    pub occasion: Occasion,
    /// Of the dossier.
    pub version_no: i32,
    /// Canonical JSON (RFC 8785).
    pub content: Packed,
    /// SHA-256 of the content, in hexadecimal.
    pub digest: String,
    pub made_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
