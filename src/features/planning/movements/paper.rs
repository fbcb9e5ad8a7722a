//! A movement in its life cycle: who stands for its parties, and what its guards look at.
use entity::{
    function_assignment::Function,
    movement::{self, MovementStatus},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{MovementAction, MovementFacts, MovementStep, STEPS, is_open},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for movement::Model {
    type Action = MovementAction;
    type Status = MovementStatus;
    type Facts = MovementFacts;
    const STEPS: &'static [MovementStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, scope: &Scope) -> Current<MovementStatus> {
        let parties = parties(scope, self.launched_by_unit_id);
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    /// Of a draft its parent, of one under review what is unfinished.
    async fn facts(&self, db: &impl ConnectionTrait, _: &Scope) -> Result<MovementFacts> {
        if self.status != MovementStatus::Draft {
            return Ok(MovementFacts { closed_parent: None, unfinished: repo::unfinished(db, self.id).await? });
        }
        let parent = match self.parent_movement_id {
            Some(parent) => repo::any(db, parent).await?,
            None => None,
        };
        let closed_parent = parent.filter(|parent| !is_open(parent.status)).map(|parent| parent.id);
        Ok(MovementFacts { closed_parent, unfinished: (0, 0) })
    }
}

/// The launching unit decides; another may prepare for it. The same two stand for its templates.
pub fn parties(scope: &Scope, launching: Uuid) -> Vec<(Party, Seat)> {
    vec![(Party::Decider, Seat::Unit(launching)), (Party::Preparer, Seat::Addressed(preparer(scope, launching)))]
}

/// Who prepares for a launching unit: for the ministry whoever holds the standing body's function.
pub fn preparer(scope: &Scope, launching: Uuid) -> Addressee {
    let ministry = scope.organisation.ministry() == Some(launching);
    Addressee { unit_id: launching, function: ministry.then_some(Function::EmulationStandingBody) }
}
