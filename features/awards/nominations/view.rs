//! How nominations look to clients.
use base::{
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
    store::db::Conn,
};
use entity::nomination;
use planning::law;

use super::{
    clocks,
    dto::{AchievementView, Evidence, NominationSummary, NominationView, SubjectView},
    repo,
    rules::NominationAction,
    sent,
};

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
        return_due_on: m.return_due_on,
        appraise_due_on: m.appraise_due_on,
        sla_breached: clocks::is_breached(m, scope.today),
        updated_at: m.updated_at,
        version: m.version,
        via: scope.via(m.nominating_unit_id),
    }
}

/// A nomination with its evidence, and with the rules of its law: of the day of receipt or, before it, of today.
pub async fn whole(db: &Conn, scope: &Scope, m: nomination::Model) -> Result<NominationView> {
    let rows = [m];
    let codes = repo::form_codes(db, &rows).await?;
    let [m] = rows;
    let evidence = sent::evidence(db, scope, &m, repo::evidence(db, m.id).await?).await?;
    let code = codes.get(&m.award_form_id).cloned().unwrap_or_default();
    let actions = Case::<NominationAction>::foretell(&m, db, scope).await?;
    let regime_code = match &m.regime_code {
        Some(code) => Some(code.clone()),
        None => law::repo::regime_on(db, scope.today).await?.map(|regime| regime.code),
    };
    let legal_bases = match regime_code {
        Some(regime_code) => law::cited_for(db, m.award_form_id, &regime_code).await?,
        None => vec![],
    };
    Ok(NominationView { legal_bases, ..with(scope, m, actions, code, evidence) })
}

fn with(
    scope: &Scope,
    m: nomination::Model,
    actions: Vec<Action>,
    award_form_code: String,
    evidence: Vec<Evidence>,
) -> NominationView {
    NominationView {
        summary: summary(scope, &m, award_form_code),
        actions,
        achievement: AchievementView {
            summary: m.achievement_summary,
            from: m.achievement_from,
            to: m.achievement_to,
            evidence,
        },
        statements: m.stated.0,
        minutes_number: m.minutes_number,
        minutes_on: m.minutes_on,
        review_present: m.review_present,
        review_votes_for: m.review_votes_for,
        hold_ground: m.hold_ground,
        held_on: m.held_on,
        hold_document: m.hold_document,
        hold_reason: m.hold_reason,
        cleared_by: m.cleared_by,
        regime_code: m.regime_code,
        legal_bases: vec![],
        return_reason: m.return_reason,
        end_reason: m.end_reason,
        appraisal_opinion: m.appraisal_opinion,
        findings: m.findings.0,
        forwarding_document: m.forwarding_document,
    }
}
