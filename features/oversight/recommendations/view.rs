//! How recommendations look to clients.
use base::{
    kernel::{calendar::Today, error::Result, scope::Scope, transition::Case},
    store::db::Conn,
};
use entity::inspection_recommendation::{self, RecommendationStatus};
use planning::files::repo::papers;

use super::{
    dto::{RecommendationState, RecommendationView, RecommendationWithActions},
    rules::RecommendationAction,
};

pub async fn whole(db: &Conn, scope: &Scope, m: inspection_recommendation::Model) -> Result<RecommendationWithActions> {
    let actions = Case::<RecommendationAction>::of(&m, db, scope).await?.actions(scope);
    let evidence = papers::of(db, &[m.id]).await?.into_iter().map(|(_, file)| file.into()).collect();
    Ok(RecommendationWithActions { recommendation: one(scope.time(), m), evidence, actions })
}

/// Where it stands; overdue from the hour on at which its last day closes.
pub fn state(m: &inspection_recommendation::Model, today: Today) -> RecommendationState {
    match m.status {
        RecommendationStatus::Draft => RecommendationState::Draft,
        RecommendationStatus::Open if m.due_on <= today.closed => RecommendationState::Overdue,
        RecommendationStatus::Open => RecommendationState::Open,
        RecommendationStatus::Answered => RecommendationState::Answered,
        RecommendationStatus::Done => RecommendationState::Done,
        RecommendationStatus::Dropped => RecommendationState::Dropped,
    }
}

pub fn one(today: Today, m: inspection_recommendation::Model) -> RecommendationView {
    RecommendationView {
        status: state(&m, today),
        id: m.id,
        inspection_id: m.inspection_id,
        movement_id: m.movement_id,
        inspecting_unit_id: m.inspecting_unit_id,
        owner_unit_id: m.owner_unit_id,
        ordinal: m.ordinal,
        text: m.text,
        due_on: m.due_on,
        answer: m.answer,
        answered_at: m.answered_at,
        settled_at: m.settled_at,
        reason: m.reason,
        updated_at: m.updated_at,
        version: m.version,
    }
}
