//! An exemplar in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::Result,
        policy::Permission,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    exemplar::{self, ExemplarStatus},
    function_assignment::Function,
};
use uuid::Uuid;

use super::{
    repo,
    rules::{ExemplarAction, ExemplarFacts, ExemplarStep, STEPS},
};

impl Lifecycle for ExemplarAction {
    type Paper = exemplar::Model;
    type Status = ExemplarStatus;
    type Facts = ExemplarFacts;
    type Db = Conn;
    const STEPS: &'static [ExemplarStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<exemplar::Model> {
        repo::get(db, scope, id).await
    }

    fn current(exemplar: &exemplar::Model, scope: &Scope) -> Current<ExemplarStatus> {
        let mut parties = vec![(Party::Owner, Seat::Addressed(Addressee::unit(exemplar.unit_id)))];
        parties.extend(above(exemplar, scope).into_iter().map(|unit| (Party::Addressee, Seat::Unit(unit))));
        let standing = scope.organisation.holder(Function::EmulationStandingBody, scope.today);
        parties.extend(standing.map(|unit| (Party::Preparer, Seat::Unit(unit))));
        parties.extend(others(exemplar, scope).into_iter().map(|unit| (Party::Adopter, Seat::Unit(unit))));
        Current { status: exemplar.status, version: exemplar.version, parties, authors: exemplar.authors.clone() }
    }

    async fn facts(exemplar: &exemplar::Model, db: &Conn, scope: &Scope) -> Result<ExemplarFacts> {
        let recognised_by = repo::recognised_by(db, exemplar.id).await?;
        let mut could =
            above(exemplar, scope).into_iter().filter(|unit| scope.holds(Permission::ExemplarsRecognise, *unit));
        let (others, adopted_by) = (others(exemplar, scope), repo::adopted_by(db, exemplar.id).await?);
        Ok(ExemplarFacts {
            unasked: exemplar.person_name.is_some() && !exemplar.person_agrees,
            adopting: others.into_iter().filter(|unit| !adopted_by.contains(unit)).collect(),
            recognising: could.find(|unit| !recognised_by.contains(unit)),
        })
    }
}

/// Everybody above its unit or, once that has ended, above those who took over from it.
fn above(m: &exemplar::Model, scope: &Scope) -> Vec<Uuid> {
    let own = scope.organisation.heirs(m.unit_id, scope.today);
    let mut above: Vec<Uuid> = own.iter().flat_map(|unit| scope.organisation.ancestors(*unit, scope.today)).collect();
    above.retain(|unit| !own.contains(unit));
    above
}

/// Whether a unit is the exemplar's own, came from that or took over from it: no unit adopts its own under another name.
pub fn is_own(m: &exemplar::Model, scope: &Scope, unit: Uuid) -> bool {
    let (organisation, today) = (&scope.organisation, scope.today);
    unit == m.unit_id
        || organisation.successors(m.unit_id, today).contains(&unit)
        || organisation.predecessors(m.unit_id, today).contains(&unit)
}

/// The units for which the caller might adopt it.
fn others(m: &exemplar::Model, scope: &Scope) -> Vec<Uuid> {
    let units = scope.units_with(Permission::ExemplarsWrite).into_iter();
    units.filter(|unit| !is_own(m, scope, *unit)).collect()
}
