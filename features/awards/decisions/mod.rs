//! Decisions (quyết định khen thưởng) and the award register (sổ khen thưởng).
//!
//! A decision is drafted by the unit that prepares it (for the Minister, the standing body) from proposed nominations,
//! and signed by the head of the deciding unit; then each item becomes an award, under its number in the golden book
//! (số sổ vàng), or is struck out and refused. What the state decides is recorded by the standing body. A draft can be given
//! up. One award for each subject, movement and stage. Then the units are told of it, and awards are handed over.
mod awards;
pub mod dto;
pub mod events;
mod inheritance;
mod notice;
pub mod paper;
pub mod prizes;
mod repo;
mod routes;
pub mod rules;
pub mod service;
mod view;

use base::{
    http::{handlers::Handlers, state::AppState},
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
        transition::{Action, Case},
    },
    store::db::Conn,
};
pub use inheritance::Inheritance;
pub use repo::visible;
use rules::DecisionAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_decisions)
        .service(routes::create_decision)
        .service(routes::get_decision)
        .service(routes::update_decision)
        .service(routes::sign_decision)
        .service(routes::record_decision)
        .service(routes::cancel_decision)
        .service(routes::notify_decision)
        .service(routes::confer_awards)
        .service(awards::get_prize_sum)
        .service(awards::list_awards)
        .service(awards::get_award);
}

/// What a caller may do with a decision.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::decision(state.db.read(), scope, id).await?;
    let paper = paper::DecisionPaper::of(state.db.read(), found).await?;
    Ok(Case::<DecisionAction>::of(&paper, state.db.read(), scope).await?.actions(scope))
}

/// A decision as it is read.
pub async fn read(db: &Conn, scope: &Scope, id: Uuid) -> Result<dto::DecisionView> {
    view::whole(db, scope, repo::decision(db, scope, id).await?).await
}

/// An award as it is read.
pub async fn read_award(db: &Conn, scope: &Scope, id: Uuid) -> Result<dto::AwardView> {
    let found = repo::award(db, id).await?;
    view::awards(db, scope, vec![found]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}
