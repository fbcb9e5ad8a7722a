//! How nominations look to clients.
use entity::{
    nomination::{self, NominationStatus},
    nomination_evidence,
};
use sea_orm::ConnectionTrait;

use super::{
    dto::{AchievementView, Evidence, NominationSummary, NominationView, SubjectView},
    repo,
    rules::STEPS,
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{self, Current, Parties},
};

pub fn current(m: &nomination::Model) -> Current<NominationStatus> {
    let addressee = m.holder_unit_id.map(|unit_id| Addressee { unit_id, function: m.holder_function });
    let parties = Parties { owner: m.nominating_unit_id, addressee, drafters: [m.drafted_by, m.edited_by] };
    Current { status: m.status, version: m.version, parties }
}

pub fn summary(scope: &Scope, m: &nomination::Model, award_form_code: String) -> NominationSummary {
    NominationSummary {
        id: m.id,
        movement_id: m.movement_id,
        stage: m.stage,
        nominating_unit_id: m.nominating_unit_id,
        nominating_unit_name: m.nominating_unit_name.clone(),
        subject: SubjectView {
            r#type: m.subject_type,
            full_name: m.full_name.clone(),
            position: m.position.clone(),
            unit_id: m.subject_unit_id,
            unit_name: m.subject_unit_name.clone(),
            has_personal_id: m.personal_id.is_some(),
        },
        award_form_code,
        status: m.status,
        version_no: m.version_no,
        holder_unit_id: m.holder_unit_id,
        submitted_at: m.submitted_at,
        received_at: m.received_at,
        updated_at: m.updated_at,
        version: m.version,
        via: scope.via(m.nominating_unit_id),
    }
}

/// A nomination with its evidence, by two queries.
pub async fn whole(db: &impl ConnectionTrait, scope: &Scope, m: nomination::Model) -> Result<NominationView> {
    let rows = [m];
    let codes = repo::form_codes(db, &rows).await?;
    let [m] = rows;
    let evidence = repo::evidence(db, m.id).await?;
    let code = codes.get(&m.award_form_id).cloned().unwrap_or_default();
    Ok(with(scope, m, code, evidence))
}

fn with(
    scope: &Scope,
    m: nomination::Model,
    award_form_code: String,
    evidence: Vec<nomination_evidence::Model>,
) -> NominationView {
    let evidence = evidence.into_iter().map(|e| Evidence { target_id: e.target_id, report_id: e.report_id }).collect();
    NominationView {
        summary: summary(scope, &m, award_form_code),
        actions: transition::actions(STEPS, &current(&m), scope),
        achievement: AchievementView {
            summary: m.achievement_summary,
            from: m.achievement_from,
            to: m.achievement_to,
            evidence,
        },
        minutes_number: m.minutes_number,
        minutes_on: m.minutes_on,
        regime_code: m.regime_code,
        return_reason: m.return_reason,
        appraisal_opinion: m.appraisal_opinion,
        forwarding_document: m.forwarding_document,
    }
}
