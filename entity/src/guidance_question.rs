use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, function_assignment::Function};

/// Whether a question on guidance was answered.
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
pub enum QuestionStatus {
    Open,
    Answered,
}

/// A question of an addressee on guidance, and its answer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "guidance_question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub guidance_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that gave the guidance.
    pub guiding_unit_id: Uuid,
    /// The function that the guidance was given under.
    pub guiding_function: Option<Function>,
    /// The addressed unit that asks.
    pub unit_id: Uuid,
    pub text: String,
    pub status: QuestionStatus,
    pub answer: Option<String>,
    pub answered_at: Option<DateTimeUtc>,
    /// Whether question and answer are there for all addressees.
    pub published: bool,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
