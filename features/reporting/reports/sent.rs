//! A report as it was sent: what everybody reads but the unit that writes it.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, document::DocumentView, versions},
};
use chrono::{DateTime, Utc};
use entity::{
    paper_version,
    report::{self, LeftOut, ReportStatus},
    report_value,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{CheckView, PeriodRef, SubmittedFile, SubmittedReport, UsedConsolidation, ValueView},
    row::Row,
};

/// Whether the caller's unit writes the report, or took over from the unit that did.
pub fn owns(scope: &Scope, report: &report::Model) -> bool {
    scope.owns(report.unit_id) || report.preparer_unit_id.is_some_and(|unit| scope.owns(unit))
}

/// Whether what is being written is not what was sent.
const fn is_rewritten(status: ReportStatus, first_submitted_at: Option<DateTime<Utc>>) -> bool {
    let written = matches!(status, ReportStatus::Returned | ReportStatus::Issued | ReportStatus::Correcting);
    first_submitted_at.is_some() && written
}

/// Of rows of a list those that the caller may not read as they are written, as they were sent.
pub async fn shown(db: &Conn, scope: &Scope, rows: &[Row<'_>]) -> Result<HashMap<Uuid, report::Model>> {
    let hidden = |row: &&Row| is_rewritten(row.status, row.first_submitted_at) && !row.is_owned(scope);
    let ids: Vec<Uuid> = rows.iter().filter(hidden).map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let whole = report::Entity::find().filter(report::Column::Id.is_in(ids)).all(db).await?;
    Ok(seen(db, scope, whole).await?.into_iter().map(|report| (report.id, report)).collect())
}

/// Reports as the caller may read them: of one that is being rewritten only its own unit sees more than was sent.
pub async fn seen(db: &Conn, scope: &Scope, mut reports: Vec<report::Model>) -> Result<Vec<report::Model>> {
    let rewritten = |report: &report::Model| is_rewritten(report.status, report.first_submitted_at);
    let hidden = |report: &&report::Model| rewritten(report) && !owns(scope, report);
    let shown = reports.iter().filter(hidden).filter_map(|report| Some((report.id, report.shown_version_no?)));
    let shown: HashMap<Uuid, i32> = shown.collect();
    if shown.is_empty() {
        return Ok(reports);
    }
    let sent = versions::numbered_of_each(db, &shown).await?;
    for report in &mut reports {
        if let Some(version) = sent.get(&report.id) {
            as_sent(report, version)?;
        }
    }
    Ok(reports)
}

fn as_sent(report: &mut report::Model, version: &paper_version::Model) -> Result<()> {
    let said: SubmittedReport = versions::read(version)?;
    report.status = report.shown_status;
    report.version = version.row_version.unwrap_or(report.version);
    report.updated_at = version.settled_at.unwrap_or(report.updated_at);
    // A correction that is not sent is nobody's business yet; one that was returned is.
    let returned = report.shown_status == ReportStatus::Returned;
    report.corrects = said.corrects.filter(|_| returned);
    report.correction_reason = said.correction_reason.clone().filter(|_| returned);
    take_words(report, said);
    Ok(())
}

/// The words of a report as a version has them.
pub fn take_words(report: &mut report::Model, said: SubmittedReport) {
    report.version_no = said.version_no;
    report.unit_name = said.unit_name;
    report.document_number = said.document.as_ref().map(|document| document.number.clone());
    report.document_issued_on = said.document.as_ref().and_then(|document| document.issued_on);
    report.signature = said.document.as_ref().and_then(DocumentView::signature);
    report.narrative = said.narrative;
    report.consolidation_id = said.consolidation.as_ref().map(|used| used.consolidation_id);
    report.consolidation_digest = said.consolidation.as_ref().map(|used| used.content_digest.clone());
    report.consolidation_left_out = said.consolidation.map(|used| LeftOut(used.left_out)).unwrap_or_default();
}

/// What beside the row of a report is sent.
pub struct Parts {
    /// A plan that its superiors have not been sent is not named to them.
    pub plan_sent: bool,
    pub values: Vec<report_value::Model>,
    pub attachments: Vec<SubmittedFile>,
    pub checks: Vec<CheckView>,
}

/// What a report says when it is sent.
pub fn content(m: &report::Model, parts: &Parts) -> SubmittedReport {
    let document = DocumentView::of(m.document_number.clone(), m.document_issued_on, m.signature.clone());
    SubmittedReport {
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        unit_name: m.unit_name.clone(),
        period: PeriodRef { id: m.period_id, code: m.period_code.clone(), data_from: m.data_from, data_to: m.data_to },
        plan_id: parts.plan_sent.then_some(m.plan_id),
        version_no: m.version_no,
        document,
        values: parts.values.iter().cloned().map(ValueView::from).collect(),
        narrative: m.narrative.clone(),
        attachments: parts.attachments.clone(),
        checks: parts.checks.clone(),
        consolidation: consolidation(m),
        corrects: m.corrects,
        correction_reason: m.correction_reason.clone(),
    }
}

/// Where the figures of below come from, and which of them have no place.
pub fn consolidation(m: &report::Model) -> Option<UsedConsolidation> {
    let content_digest = m.consolidation_digest.clone()?;
    let left_out = m.consolidation_left_out.0.clone();
    Some(UsedConsolidation { consolidation_id: m.consolidation_id?, content_digest, left_out })
}
