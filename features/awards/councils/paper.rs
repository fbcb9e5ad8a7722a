//! A council in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    council::{self, CouncilStatus},
    function_assignment::Function,
};
use uuid::Uuid;

use super::{
    repo,
    rules::{CouncilAction, CouncilFacts, CouncilStep, STEPS},
};

impl Lifecycle for CouncilAction {
    type Paper = council::Model;
    type Status = CouncilStatus;
    type Facts = CouncilFacts;
    type Db = Conn;
    const STEPS: &'static [CouncilStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<council::Model> {
        repo::get(db, scope, id).await
    }

    fn current(council: &council::Model, scope: &Scope) -> Current<CouncilStatus> {
        let parties = vec![
            (Party::Preparer, Seat::Addressed(Addressee::unit(preparing(scope, council.unit_id)))),
            (Party::Decider, Seat::Addressed(Addressee::unit(council.unit_id))),
        ];
        Current { status: council.status, version: council.version, parties, authors: council.authors.clone() }
    }

    async fn facts(council: &council::Model, db: &Conn, _: &Scope) -> Result<CouncilFacts> {
        let members = repo::members(db, council.id).await?;
        Ok(CouncilFacts {
            roles: members.into_iter().map(|member| member.role).collect(),
            unfinished: repo::unfinished_sessions(db, council.id).await?,
        })
    }
}

/// Whose officers prepare the council of a unit: for the ministry's its standing body.
pub fn preparing(scope: &Scope, unit: Uuid) -> Uuid {
    let standing = scope.organisation.holder(Function::EmulationStandingBody, scope.today);
    standing.filter(|_| scope.organisation.ministry() == Some(unit)).unwrap_or(unit)
}
