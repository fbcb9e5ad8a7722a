//! A dossier as it was sent: what everybody reads but the unit that writes it.
use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, versions},
};
use entity::{
    Statements,
    nomination::{self, NominationStatus},
    nomination_evidence, paper_version,
};

use super::dto::{AchievementView, Evidence, SubmittedNomination};

/// Whether the row may say something else than what was sent: it was returned, and perhaps ended since.
fn is_rewritten(m: &nomination::Model) -> bool {
    let writable = [NominationStatus::Returned, NominationStatus::Withdrawn, NominationStatus::Ineligible];
    m.submitted_at.is_some() && writable.contains(&m.status)
}

fn is_hidden(scope: &Scope, m: &nomination::Model) -> bool {
    is_rewritten(m) && !scope.owns(m.nominating_unit_id)
}

/// Dossiers as the caller may read them.
pub async fn seen(db: &Conn, scope: &Scope, mut dossiers: Vec<nomination::Model>) -> Result<Vec<nomination::Model>> {
    let ids: Vec<_> = dossiers.iter().filter(|m| is_hidden(scope, m)).map(|m| m.id).collect();
    if ids.is_empty() {
        return Ok(dossiers);
    }
    let sent = versions::lasts(db, &ids).await?;
    for dossier in &mut dossiers {
        if let Some(version) = sent.get(&dossier.id) {
            as_sent(dossier, version)?;
        }
    }
    Ok(dossiers)
}

fn as_sent(m: &mut nomination::Model, version: &paper_version::Model) -> Result<()> {
    let said: SubmittedNomination = versions::read(version)?;
    m.version_no = version.version_no;
    if m.status == NominationStatus::Returned {
        m.version = version.row_version.unwrap_or(m.version);
        m.updated_at = version.settled_at.unwrap_or(m.updated_at);
    }
    m.nominating_unit_name = said.nominating_unit_name;
    m.position = said.position;
    m.achievement_summary = said.achievement.summary;
    (m.achievement_from, m.achievement_to) = (said.achievement.from, said.achievement.to);
    m.stated = Statements(said.statements);
    (m.minutes_number, m.minutes_on) = (said.minutes_number, said.minutes_on);
    Ok(())
}

/// The evidence of a dossier as the caller may read it.
pub async fn evidence(
    db: &Conn,
    scope: &Scope,
    m: &nomination::Model,
    rows: Vec<nomination_evidence::Model>,
) -> Result<Vec<Evidence>> {
    let sent = if is_hidden(scope, m) { versions::last(db, m.id).await? } else { None };
    match sent {
        Some(version) => Ok(versions::read::<SubmittedNomination>(&version)?.achievement.evidence),
        None => Ok(rows.iter().map(Evidence::from).collect()),
    }
}

/// What a dossier says when it is sent. The personal number is no part of it.
pub fn content(
    m: &nomination::Model,
    version_no: i32,
    award_form_code: String,
    evidence: &[nomination_evidence::Model],
) -> SubmittedNomination {
    SubmittedNomination {
        movement_id: m.movement_id,
        stage: m.stage,
        version_no,
        nominating_unit_id: m.nominating_unit_id,
        nominating_unit_name: m.nominating_unit_name.clone(),
        subject_type: m.subject_type,
        full_name: m.full_name.clone(),
        position: m.position.clone(),
        subject_unit_id: m.subject_unit_id,
        subject_unit_name: m.subject_unit_name.clone(),
        award_form_code,
        achievement: AchievementView {
            summary: m.achievement_summary.clone(),
            from: m.achievement_from,
            to: m.achievement_to,
            evidence: evidence.iter().map(Evidence::from).collect(),
        },
        statements: m.stated.0.clone(),
        minutes_number: m.minutes_number.clone(),
        minutes_on: m.minutes_on,
    }
}
