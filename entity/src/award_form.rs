use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AwardClass {
    /// A title of emulation (danh hiệu thi đua).
    Title,
    /// A form of commendation (hình thức khen thưởng).
    Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AwardLevel {
    Grassroots,
    Ministry,
    State,
}

/// A title or a form of commendation. Whom it may go to is said by each regime of the law.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub class: AwardClass,
    pub level: AwardLevel,
    /// Made by the ministry: the law does not have it. The members below are its only.
    pub own: bool,
    pub valid_from: Option<Date>,
    /// The last day on which somebody is proposed for it.
    pub valid_to: Option<Date>,
    pub document_number: Option<String>,
    /// The document that closed it.
    pub end_document: Option<String>,
    pub version: i64,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
