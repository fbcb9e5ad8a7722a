//! A report as lists show it: read from the cells that the database sent, and written at once.
use std::sync::LazyLock;

use base::{
    kernel::{error::Result, json::Object, scope::Scope},
    store::{
        cells::Cells,
        document::{self, SignatureLine},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::report::{Column, ReportStatus};
use sea_orm::{ActiveEnum, IdenStatic, QueryResult, sqlx::types::Json};
use uuid::Uuid;

/// Its texts borrow from the row; none is copied.
pub struct Row<'r> {
    pub id: Uuid,
    obligation_id: Uuid,
    movement_id: Uuid,
    pub unit_id: Uuid,
    unit_name: &'r str,
    pub preparer_unit_id: Option<Uuid>,
    period_id: Uuid,
    period_code: &'r str,
    data_from: NaiveDate,
    data_to: NaiveDate,
    plan_id: Uuid,
    plan_sent: bool,
    pub status: ReportStatus,
    version_no: i32,
    content_digest: Option<&'r str>,
    corrects: Option<i32>,
    due_on: NaiveDate,
    document_number: Option<&'r str>,
    document_issued_on: Option<NaiveDate>,
    signature: Option<Json<SignatureLine<'r>>>,
    pub first_submitted_at: Option<DateTime<Utc>>,
    submitted_at: Option<DateTime<Utc>>,
    accepted_at: Option<DateTime<Utc>>,
    late: bool,
    receiver_unit_id: Uuid,
    updated_at: DateTime<Utc>,
    version: i64,
}

/// The columns as a statement names them, spelled once and not by each page.
pub static SELECTED: LazyLock<String> = LazyLock::new(|| {
    let name = |column: Column| format!(r#""report"."{}""#, column.as_str());
    COLUMNS.map(name).join(", ")
});

/// In the order in which `Row::of` reads them.
const COLUMNS: [Column; 27] = [
    Column::Id,
    Column::ObligationId,
    Column::MovementId,
    Column::UnitId,
    Column::UnitName,
    Column::PreparerUnitId,
    Column::PeriodId,
    Column::PeriodCode,
    Column::DataFrom,
    Column::DataTo,
    Column::PlanId,
    Column::PlanSent,
    Column::Status,
    Column::VersionNo,
    Column::ContentDigest,
    Column::Corrects,
    Column::DueOn,
    Column::DocumentNumber,
    Column::DocumentIssuedOn,
    Column::Signature,
    Column::FirstSubmittedAt,
    Column::SubmittedAt,
    Column::AcceptedAt,
    Column::Late,
    Column::ReceiverUnitId,
    Column::UpdatedAt,
    Column::Version,
];

impl<'r> Row<'r> {
    pub fn of(row: &'r QueryResult) -> Result<Self> {
        let mut cells = Cells::of(row)?;
        Ok(Self {
            id: cells.take()?,
            obligation_id: cells.take()?,
            movement_id: cells.take()?,
            unit_id: cells.take()?,
            unit_name: cells.take()?,
            preparer_unit_id: cells.take()?,
            period_id: cells.take()?,
            period_code: cells.take()?,
            data_from: cells.take()?,
            data_to: cells.take()?,
            plan_id: cells.take()?,
            plan_sent: cells.take()?,
            status: ReportStatus::try_from_value(&cells.take::<&str>()?.to_owned())?,
            version_no: cells.take()?,
            content_digest: cells.take()?,
            corrects: cells.take()?,
            due_on: cells.take()?,
            document_number: cells.take()?,
            document_issued_on: cells.take()?,
            signature: cells.take()?,
            first_submitted_at: cells.take()?,
            submitted_at: cells.take()?,
            accepted_at: cells.take()?,
            late: cells.take()?,
            receiver_unit_id: cells.take()?,
            updated_at: cells.take()?,
            version: cells.take()?,
        })
    }

    pub fn is_owned(&self, scope: &Scope) -> bool {
        scope.owns(self.unit_id) || self.preparer_unit_id.is_some_and(|unit| scope.owns(unit))
    }

    /// Writes what `ReportSummary` says.
    pub fn tell(&self, scope: &Scope, out: &mut Vec<u8>) -> Result<()> {
        let plan_id = (self.plan_sent || self.is_owned(scope)).then_some(self.plan_id);
        let mut item = Object::begin(out);
        item.id("id", self.id);
        item.id("obligation_id", self.obligation_id);
        item.id("movement_id", self.movement_id);
        item.id("unit_id", self.unit_id);
        item.text("unit_name", self.unit_name);
        item.id("preparer_unit_id", self.preparer_unit_id);
        let mut period = item.object("period");
        period.id("id", self.period_id);
        period.text("code", self.period_code);
        period.day("data_from", self.data_from);
        period.day("data_to", self.data_to);
        period.end();
        item.id("plan_id", plan_id);
        item.other("status", &self.status)?;
        item.number("version_no", i64::from(self.version_no))?;
        item.text("content_digest", self.content_digest);
        item.number("corrects", self.corrects.map(i64::from))?;
        item.day("due_on", self.due_on);
        let signature = self.signature.as_ref().map(|Json(signed)| signed);
        document::tell(&mut item, self.document_number, self.document_issued_on, signature)?;
        item.instant("first_submitted_at", self.first_submitted_at);
        item.instant("submitted_at", self.submitted_at);
        item.instant("accepted_at", self.accepted_at);
        item.flag("late", self.late);
        item.id("receiver_unit_id", self.receiver_unit_id);
        item.instant("updated_at", self.updated_at);
        item.number("version", self.version)?;
        item.other("via", &scope.via(self.unit_id))?;
        item.end();
        Ok(())
    }
}
