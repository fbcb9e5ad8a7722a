use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, function_assignment::Function, period_due::Tier, unit::UnitKind};

use crate::Signature;

/// Life cycle of guidance. How far it has come with each addressee stands with the addressee.
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
pub enum GuidanceStatus {
    Draft,
    Issued,
    /// It binds nobody any more, or never did.
    Withdrawn,
}

/// What guidance is about.
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
pub enum GuidanceTopic {
    /// Making plans, and what stands in them.
    Planning,
    Reporting,
    Commendation,
    /// Everything else that is done in a movement.
    Conduct,
}

/// What guidance does to the guidance that it names.
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
pub enum Amendment {
    /// It changes a part.
    Amends,
    /// It takes its place.
    Replaces,
}

/// Whom guidance is meant for, until that is fixed as a list when it is issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Audience {
    pub units: Vec<Uuid>,
    pub kinds: Vec<UnitKind>,
    pub tiers: Vec<Tier>,
}

/// Guidance to units below (văn bản hướng dẫn).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "guidance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    /// The unit that gives it.
    pub unit_id: Uuid,
    /// The function that it was given under: whoever holds that stands for it.
    pub unit_function: Option<Function>,
    /// As it was when it was issued.
    pub unit_name: String,
    pub title: String,
    pub search_text: String,
    pub topic: GuidanceTopic,
    pub text: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub audience: Audience,
    pub amends_id: Option<Uuid>,
    pub amendment: Option<Amendment>,
    pub status: GuidanceStatus,
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    pub issued_at: Option<DateTimeUtc>,
    /// Why it was withdrawn.
    pub end_reason: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
