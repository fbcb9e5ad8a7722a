//! How obligations and reports look to clients.
use chrono::{DateTime, Utc};
use entity::{
    obligation::{self, ObligationStatus},
    report, report_value,
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    dto::{ObligationView, PeriodRef, ReportSummary, ReportView, ValueView},
    paper::obligation_facts,
    repo, sent,
};
use crate::{
    features::planning::plans,
    kernel::{clock::end_of, error::Result, scope::Scope, transition::Case},
    store::document::DocumentView,
};

pub fn obligation(scope: &Scope, m: obligation::Model, now: DateTime<Utc>) -> ObligationView {
    let actions = Case::with(&m, scope, obligation_facts(&m, scope)).actions(scope);
    let due_on = m.extended_to.unwrap_or(m.due_on);
    let unsent = matches!(m.status, ObligationStatus::Expected | ObligationStatus::Draft | ObligationStatus::Issued);
    ObligationView {
        id: m.id,
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        preparer_unit_id: m.preparer_unit_id,
        period: PeriodRef { id: m.period_id, code: m.period_code, data_from: m.data_from, data_to: m.data_to },
        status: m.status,
        due_on,
        overdue: unsent && now >= end_of(due_on),
        extension_document: m.extension_document,
        waiver_document: m.waiver_document,
        waiver_reason: m.waiver_reason,
        handover_document: m.handover_document,
        receiver_unit_id: m.receiver_unit_id,
        actions,
        version: m.version,
        via: scope.via(m.unit_id),
    }
}

/// A report with its values, by one query.
pub async fn whole(db: &impl ConnectionTrait, scope: &Scope, report: report::Model) -> Result<ReportView> {
    let values = repo::values(db, scope, &report).await?;
    with_values(db, scope, report, values).await
}

pub async fn with_values(
    db: &impl ConnectionTrait,
    scope: &Scope,
    m: report::Model,
    values: Vec<report_value::Model>,
) -> Result<ReportView> {
    let actions = Case::of(&m, db, scope).await?.actions(scope);
    let targets: Vec<Uuid> = values.iter().map(|value| value.target_id).collect();
    let mut origins = plans::origins_of(db, &targets).await?;
    let values = values.into_iter().map(|value| {
        let origins = origins.remove(&value.target_id).unwrap_or_default();
        ValueView { origins, ..ValueView::from(value) }
    });
    let values = values.collect();
    Ok(ReportView {
        values,
        narrative: m.narrative.clone(),
        return_reason: m.return_reason.clone(),
        attachments: vec![],
        actions,
        summary: summary(scope, m),
    })
}

pub fn summary(scope: &Scope, m: report::Model) -> ReportSummary {
    let owned = sent::owns(scope, &m);
    let document = m.document_number.map(|number| DocumentView {
        number,
        issued_on: m.document_issued_on,
        signer_name: m.signer_name,
        signer_title: m.signer_title,
    });
    ReportSummary {
        id: m.id,
        obligation_id: m.obligation_id,
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        preparer_unit_id: m.preparer_unit_id,
        period: PeriodRef { id: m.period_id, code: m.period_code, data_from: m.data_from, data_to: m.data_to },
        plan_id: (m.plan_sent || owned).then_some(m.plan_id),
        status: m.status,
        version_no: m.version_no,
        due_on: m.due_on,
        document,
        first_submitted_at: m.first_submitted_at,
        submitted_at: m.submitted_at,
        accepted_at: m.accepted_at,
        late: m.late,
        receiver_unit_id: m.receiver_unit_id,
        updated_at: m.updated_at,
        version: m.version,
        via: scope.via(m.unit_id),
    }
}

impl From<report_value::Model> for ValueView {
    fn from(m: report_value::Model) -> Self {
        Self {
            target_id: m.target_id,
            indicator_id: m.indicator_id,
            origins: vec![],
            value: m.value,
            numerator: m.numerator,
            denominator: m.denominator,
            note: m.note,
            data_from: m.data_from,
            data_to: m.data_to,
        }
    }
}
