use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Authors;
use crate::Relation;

/// Life cycle of an exemplar.
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
pub enum ExemplarStatus {
    /// Found by its unit; nobody else knows.
    Discovered,
    /// Its unit helps it grow (bồi dưỡng).
    Fostering,
    /// Recognised by a document: those above its unit read it.
    Recognised,
    /// Published to the whole sector.
    Publicised,
    /// At least one other unit does the same (nhân rộng).
    Replicating,
    Concluded,
    /// Its recognition was withdrawn.
    Withdrawn,
    /// Given up before it was recognised.
    Dropped,
}

/// What kind of good example it is.
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
pub enum ExemplarKind {
    /// Điển hình tiên tiến.
    Exemplar,
    /// Sáng kiến.
    Initiative,
    /// Mô hình.
    Model,
    /// Kinh nghiệm.
    Experience,
    /// Cách làm hay.
    Practice,
}

/// A good example that one unit has found and others may follow.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exemplar")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub province_code: Option<String>,
    pub kind: ExemplarKind,
    pub title: String,
    pub search_text: String,
    pub description: String,
    pub discovered_on: Date,
    /// Who is the example, where it is a person.
    pub person_name: Option<String>,
    /// Whether that person agrees to be named to the sector.
    pub person_agrees: bool,
    pub status: ExemplarStatus,
    /// How it is fostered, by whom and until when.
    pub foster_plan: Option<String>,
    pub foster_responsible: Option<String>,
    pub foster_until: Option<Date>,
    /// Visible to those above from then on.
    pub recognised_at: Option<DateTimeUtc>,
    /// Visible to the sector from then on.
    pub published_at: Option<DateTimeUtc>,
    pub conclusion: Option<String>,
    /// Why it was dropped, or its recognition withdrawn, and by which document.
    pub end_reason: Option<String>,
    pub end_document: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
