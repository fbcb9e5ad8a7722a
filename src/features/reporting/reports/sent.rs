//! A report as it was sent: what everybody reads but the unit that writes it.
use entity::{
    paper_version,
    report::{self, ReportStatus},
    report_value,
};
use sea_orm::ConnectionTrait;

use super::dto::{PeriodRef, SubmittedReport, ValueView};
use crate::{
    kernel::{error::Result, scope::Scope},
    store::{document::DocumentView, versions},
};

/// Whether the caller's unit writes the report, or took over from the unit that did.
pub fn owns(scope: &Scope, report: &report::Model) -> bool {
    scope.owns(report.unit_id) || report.preparer_unit_id.is_some_and(|unit| scope.owns(unit))
}

/// Whether what is being written is not what was sent.
pub const fn is_rewritten(report: &report::Model) -> bool {
    report.first_submitted_at.is_some() && matches!(report.status, ReportStatus::Returned | ReportStatus::Issued)
}

/// Reports as the caller may read them: of one that is being rewritten only its own unit sees more than was sent.
pub async fn seen(
    db: &impl ConnectionTrait,
    scope: &Scope,
    mut reports: Vec<report::Model>,
) -> Result<Vec<report::Model>> {
    let hidden = |report: &&report::Model| is_rewritten(report) && !owns(scope, report);
    let ids: Vec<_> = reports.iter().filter(hidden).map(|report| report.id).collect();
    if ids.is_empty() {
        return Ok(reports);
    }
    let sent = versions::lasts(db, &ids).await?;
    for report in &mut reports {
        if let Some(version) = sent.get(&report.id).filter(|_| ids.contains(&report.id)) {
            as_sent(report, version)?;
        }
    }
    Ok(reports)
}

fn as_sent(report: &mut report::Model, version: &paper_version::Model) -> Result<()> {
    let said: SubmittedReport = versions::read(version)?;
    report.status = ReportStatus::Returned;
    report.version_no = version.version_no;
    report.version = version.row_version.unwrap_or(report.version);
    report.updated_at = version.settled_at.unwrap_or(report.updated_at);
    report.unit_name = said.unit_name;
    report.document_number = said.document.as_ref().map(|document| document.number.clone());
    report.document_issued_on = said.document.as_ref().and_then(|document| document.issued_on);
    report.signer_name = said.document.as_ref().and_then(|document| document.signer_name.clone());
    report.signer_title = said.document.and_then(|document| document.signer_title);
    report.narrative = said.narrative;
    Ok(())
}

/// What a report says when it is sent. A plan that its superiors have not been sent is not named to them.
pub fn content(m: &report::Model, plan_sent: bool, values: &[report_value::Model]) -> SubmittedReport {
    let document = m.document_number.clone().map(|number| DocumentView {
        number,
        issued_on: m.document_issued_on,
        signer_name: m.signer_name.clone(),
        signer_title: m.signer_title.clone(),
    });
    SubmittedReport {
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        unit_name: m.unit_name.clone(),
        period: PeriodRef { id: m.period_id, code: m.period_code.clone(), data_from: m.data_from, data_to: m.data_to },
        plan_id: plan_sent.then_some(m.plan_id),
        version_no: m.version_no,
        document,
        values: values.iter().cloned().map(ValueView::from).collect(),
        narrative: m.narrative.clone(),
    }
}
