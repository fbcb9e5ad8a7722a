//! A council in its life cycle: who stands for its parties, and what its guards look at.
use entity::{
    council::{self, CouncilStatus},
    function_assignment::Function,
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{CouncilAction, CouncilFacts, CouncilStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for council::Model {
    type Action = CouncilAction;
    type Status = CouncilStatus;
    type Facts = CouncilFacts;
    const STEPS: &'static [CouncilStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, scope: &Scope) -> Current<CouncilStatus> {
        let parties = vec![
            (Party::Preparer, Seat::Addressed(Addressee::unit(preparing(scope, self.unit_id)))),
            (Party::Decider, Seat::Addressed(Addressee::unit(self.unit_id))),
        ];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, db: &impl ConnectionTrait, _: &Scope) -> Result<CouncilFacts> {
        let members = repo::members(db, self.id).await?;
        Ok(CouncilFacts {
            roles: members.into_iter().map(|member| member.role).collect(),
            unfinished: repo::unfinished_sessions(db, self.id).await?,
        })
    }
}

/// Whose officers prepare the council of a unit: for the ministry's its standing body.
pub fn preparing(scope: &Scope, unit: Uuid) -> Uuid {
    let standing = scope.organisation.holder(Function::EmulationStandingBody, scope.today);
    standing.filter(|_| scope.organisation.ministry() == Some(unit)).unwrap_or(unit)
}
