//! How consolidations look to clients.
use entity::consolidation;
use sea_orm::ConnectionTrait;

use super::{
    compute,
    dto::{ConsolidationSummary, ConsolidationView, SourceState},
};
use crate::{
    features::reporting::reports::dto::PeriodRef,
    kernel::{error::Result, scope::Scope, transition::Case},
};

pub async fn whole(db: &impl ConnectionTrait, scope: &Scope, m: consolidation::Model) -> Result<ConsolidationView> {
    let case = Case::of(&m, db, scope).await?;
    let changes = match case.facts() {
        Some(facts) => facts.changes.clone(),
        None => compute::changes(db, scope, &m).await?,
    };
    let actions = case.actions(scope);
    let content = compute::read(&m)?;
    let count = |states: &[SourceState]| content.sources.iter().filter(|source| states.contains(&source.state)).count();
    Ok(ConsolidationView {
        units_with: count(&[SourceState::Used]),
        units_without: count(&[SourceState::Missing, SourceState::NotAccepted]),
        units_waived: count(&[SourceState::Waived]),
        stale: !changes.is_empty(),
        changes,
        actions,
        content,
        summary: summary(scope, m),
    })
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
