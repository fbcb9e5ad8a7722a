//! A movement in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    function_assignment::Function,
    movement::{self, MovementStatus},
};
use uuid::Uuid;

use super::{
    repo,
    rules::{MovementAction, MovementFacts, MovementStep, STEPS, is_open},
};

impl Lifecycle for MovementAction {
    type Paper = movement::Model;
    type Status = MovementStatus;
    type Facts = MovementFacts;
    type Db = Conn;
    const STEPS: &'static [MovementStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<movement::Model> {
        repo::get(db, scope, id).await
    }

    fn current(movement: &movement::Model, scope: &Scope) -> Current<MovementStatus> {
        let parties = parties(scope, movement.launched_by_unit_id);
        Current { status: movement.status, version: movement.version, parties, authors: movement.authors.clone() }
    }

    /// Of a draft its parent, of one under review what is unfinished.
    async fn facts(movement: &movement::Model, db: &Conn, _: &Scope) -> Result<MovementFacts> {
        if movement.status != MovementStatus::Draft {
            return Ok(MovementFacts { closed_parent: None, unfinished: repo::unfinished(db, movement.id).await? });
        }
        let parent = match movement.parent_movement_id {
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
