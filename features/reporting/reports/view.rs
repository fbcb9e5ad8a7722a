//! How obligations and reports look to clients.
use std::collections::HashMap;

use base::{
    kernel::{
        calendar::Calendar,
        error::{Code, Error, Result},
        percent::percent,
        policy::Permission,
        scope::{Addressee, Scope},
        transition::Case,
    },
    store::{db::Conn, document::DocumentView, figures::Amounts},
};
use chrono::{DateTime, Utc};
use entity::{
    Quantity,
    obligation::{self, ObligationStatus},
    obligation_change, report, report_message,
    report_value::{self, ValueQuality},
};
use planning::plans;
use uuid::Uuid;

use super::{
    attachments,
    dto::{
        FigureView, ObligationChangeView, ObligationView, PeriodRef, PreviousValue, ReportMessageView, ReportSummary,
        ReportView, ValueView,
    },
    previous::Told,
    repo::{self, Text},
    rules::{ObligationAction, ReportAction},
    sent,
};

pub fn obligation(scope: &Scope, m: obligation::Model, now: DateTime<Utc>, calendar: &Calendar) -> ObligationView {
    let actions = Case::<ObligationAction>::with(&m, scope, ()).actions(scope);
    let closes_at = calendar.closes(m.due_on, m.closes_minute);
    let unsent = matches!(m.status, ObligationStatus::Expected | ObligationStatus::Draft | ObligationStatus::Issued);
    ObligationView {
        id: m.id,
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        preparer_unit_id: m.preparer_unit_id,
        period: PeriodRef { id: m.period_id, code: m.period_code, data_from: m.data_from, data_to: m.data_to },
        status: m.status,
        due_on: m.due_on,
        closes_at,
        late_after: m.late_after,
        overdue: unsent && now >= closes_at,
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
pub async fn whole(db: &Conn, scope: &Scope, report: report::Model) -> Result<ReportView> {
    let text = repo::text(db, scope, &report).await?;
    with_text(db, scope, report, text).await
}

pub async fn with_text(
    db: &Conn,
    scope: &Scope,
    m: report::Model,
    Text { version_id, values, files }: Text,
) -> Result<ReportView> {
    let actions = Case::<ReportAction>::foretell(&m, db, scope).await?;
    let mut origins = HashMap::new();
    // Only a reorganisation makes plans that restate others.
    if scope.organisation.has_taken_over(m.unit_id) {
        let targets: Vec<Uuid> = values.iter().map(|value| value.target_id).collect();
        origins = plans::origins_of(db, &targets).await?;
    }
    let values = values.into_iter().map(|value| {
        let origins = origins.remove(&value.target_id).unwrap_or_default();
        ValueView { origins, ..ValueView::from(value) }
    });
    let values = values.collect();
    let files = match files {
        Some(files) => files,
        None => attachments::files(db, &m, version_id).await?,
    };
    Ok(ReportView {
        values,
        narrative: m.narrative.clone(),
        correction_reason: m.correction_reason.clone(),
        return_reason_code: m.return_reason_code.clone(),
        return_reason: m.return_reason.clone(),
        consolidation: sent::consolidation(&m),
        attachments: files,
        actions,
        summary: summary(scope, m),
    })
}

pub fn summary(scope: &Scope, m: report::Model) -> ReportSummary {
    let owned = sent::owns(scope, &m);
    let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
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
        content_digest: m.content_digest,
        corrects: m.corrects,
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

/// Of what was reported on a target, and of what was consolidated from below.
fn figure(amounts: Amounts) -> FigureView {
    let wide = |q: Quantity| i128::from(q.0);
    let Amounts { value, numerator, denominator } = amounts;
    let percent = numerator.zip(denominator).and_then(|(n, d)| percent(wide(n), wide(d)));
    FigureView { value, numerator, denominator, percent }
}

/// None where one of the sums is more than a figure can be.
fn total(own: Amounts, below: Amounts) -> Option<FigureView> {
    let sum = |a: Option<Quantity>, b: Option<Quantity>| match a
        .into_iter()
        .chain(b)
        .map(|q| i128::from(q.0))
        .reduce(|a, b| a + b)
    {
        Some(sum) => Quantity::fitting(sum).map(Some),
        None => Some(None),
    };
    let (value, numerator) = (sum(own.value, below.value)?, sum(own.numerator, below.numerator)?);
    Some(figure(Amounts { value, numerator, denominator: sum(own.denominator, below.denominator)? }))
}

impl From<report_value::Model> for ValueView {
    fn from(m: report_value::Model) -> Self {
        let own = Amounts { value: m.value, numerator: m.numerator, denominator: m.denominator };
        let below = Amounts { value: m.below_value, numerator: m.below_numerator, denominator: m.below_denominator };
        let taken = below.is_reported();
        Self {
            below: taken.then(|| figure(below)),
            total: if taken { total(own, below) } else { None },
            target_id: m.target_id,
            indicator_id: m.indicator_id,
            origins: vec![],
            value: m.value,
            numerator: m.numerator,
            denominator: m.denominator,
            note: m.note,
            evidence: m.evidence.0,
            data_from: m.data_from,
            data_to: m.data_to,
        }
    }
}

/// Only the two sides of a report read what they write to each other, and what was reported before.
pub fn require_side(scope: &Scope, m: &report::Model) -> Result<()> {
    let receiver = Addressee { unit_id: m.receiver_unit_id, function: m.receiver_function };
    if sent::owns(scope, m) || scope.acts_for(receiver) { Ok(()) } else { Err(of_no_side(scope, m)) }
}

/// Whoever reads the report has the permission; what is missing is that it is held at one of these units.
fn of_no_side(scope: &Scope, m: &report::Model) -> Error {
    let holder = m.receiver_function.and_then(|function| scope.organisation.holder(function, scope.today));
    let sides = [m.preparer_unit_id.unwrap_or(m.unit_id), holder.unwrap_or(m.receiver_unit_id)];
    let names = sides.map(|unit| scope.organisation.name(unit, scope.today)).join("; ");
    Error::with(Code::Forbidden, format!("{} ({names})", Permission::ReportsRead.name()))
}

pub fn message(m: report_message::Model) -> ReportMessageView {
    ReportMessageView { id: m.id, unit_id: m.unit_id, text: m.text, created_at: m.created_at }
}

pub fn previous(target_id: Uuid, period_code: &str, told: Told) -> PreviousValue {
    let m = told.value;
    PreviousValue {
        target_id,
        unit_id: told.unit_id,
        period_code: period_code.to_owned(),
        value: m.value,
        numerator: m.numerator,
        denominator: m.denominator,
        note: m.note,
        data_from: m.data_from,
        data_to: m.data_to,
        accepted: m.quality == ValueQuality::Accepted,
    }
}

pub fn change(m: obligation_change::Model) -> ObligationChangeView {
    ObligationChangeView {
        id: m.id,
        obligation_id: m.obligation_id,
        period_id: m.period_id,
        unit_id: m.unit_id,
        kind: m.kind,
        holds_from: m.holds_from,
        document_number: m.document_number,
        reason: m.reason,
        data_from: m.data_from,
        data_to: m.data_to,
        due_on: m.due_on,
        preparer_unit_id: m.preparer_unit_id,
        excuses_lateness: m.excuses_lateness,
        created_at: m.created_at,
    }
}
