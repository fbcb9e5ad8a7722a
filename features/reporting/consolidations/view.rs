//! How consolidations look to clients.
use base::{
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
    store::db::Conn,
};
use entity::consolidation;

use super::{
    compute,
    dto::{ConsolidatedContent, ConsolidationSummary, ConsolidationView},
    rules::ConsolidationFacts,
};
use crate::{
    consolidations::rules::ConsolidationAction,
    reports::{
        dto::{PeriodRef, SourceChange, SourceState},
        sources,
    },
};

pub async fn whole(db: &Conn, scope: &Scope, m: consolidation::Model) -> Result<ConsolidationView> {
    let case = Case::<ConsolidationAction>::of(&m, db, scope).await?;
    let changes = match case.facts() {
        Some(facts) => facts.changes.clone(),
        None => sources::since(db, scope, &m).await?,
    };
    let content = compute::read(&m)?;
    Ok(shown(scope, m, content, changes, case.actions(scope)))
}

/// What has been added up in this transaction: none of its sources has changed since.
pub fn just_made(scope: &Scope, m: consolidation::Model, content: ConsolidatedContent) -> ConsolidationView {
    let actions = Case::<ConsolidationAction>::with(&m, scope, ConsolidationFacts { changes: vec![] }).actions(scope);
    shown(scope, m, content, vec![], actions)
}

fn shown(
    scope: &Scope,
    m: consolidation::Model,
    content: ConsolidatedContent,
    changes: Vec<SourceChange>,
    actions: Vec<Action>,
) -> ConsolidationView {
    let count = |states: &[SourceState]| content.sources.iter().filter(|source| states.contains(&source.state)).count();
    ConsolidationView {
        units_with: count(&[SourceState::Used]),
        units_without: count(&[SourceState::Missing, SourceState::NotAccepted]),
        units_waived: count(&[SourceState::Waived]),
        stale: !changes.is_empty(),
        changes,
        actions,
        content,
        summary: summary(scope, m),
    }
}

pub fn summary(scope: &Scope, m: consolidation::Model) -> ConsolidationSummary {
    ConsolidationSummary {
        id: m.id,
        movement_id: m.movement_id,
        period: PeriodRef { id: m.period_id, code: m.period_code, data_from: m.data_from, data_to: m.data_to },
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        version_no: m.version_no,
        status: m.status,
        content_digest: m.content_digest,
        issued_at: m.issued_at,
        created_at: m.created_at,
        updated_at: m.updated_at,
        version: m.version,
        via: scope.via(m.unit_id),
    }
}
