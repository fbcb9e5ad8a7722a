use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, period::PeriodKind, report_template::ReportTemplate, reporting_line::Receiver};

/// Life cycle of a reporting schedule.
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
pub enum ScheduleStatus {
    Draft,
    Active,
    /// Another one took its place from the next period on.
    Superseded,
    Withdrawn,
}

/// A reporting schedule (chế độ báo cáo) of a movement: which periods it has, who reports for them, and until when.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_schedule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub name: String,
    /// Whose rules say which days a period has, such as `general`.
    pub regime: String,
    pub period_kind: PeriodKind,
    /// Its periods, units and due days in JSON, as they were given.
    pub content: String,
    pub template: ReportTemplate,
    /// Whom reports go to; none leaves that to the lines of the movement.
    pub receiver: Option<Receiver>,
    /// The minute of the last day, in Asia/Ho_Chi_Minh, at which it is over; none leaves that to the calendar.
    pub closes_minute: Option<i16>,
    /// The document that sets it.
    pub document_number: String,
    pub replaces_id: Option<Uuid>,
    pub status: ScheduleStatus,
    pub authors: Authors,
    pub activated_at: Option<DateTimeUtc>,
    /// Why it was withdrawn.
    pub end_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
