//! A plan in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        calendar::Today,
        error::{Error, FieldError, Result},
        organisation::Unit,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    function_assignment::Function,
    movement,
    plan::{
        self,
        PlanStatus::{self, Draft, InEffect, Issued, PendingSignature, SupplementRequested},
    },
};
use uuid::Uuid;

use super::{
    gaps, repo,
    rules::{self, OPEN, PlanAction, PlanFacts, PlanStep, STEPS},
};
use crate::movements::{self, Deadlines, Lines};

impl Lifecycle for PlanAction {
    type Paper = plan::Model;
    type Status = PlanStatus;
    type Facts = PlanFacts;
    type Db = Conn;
    const STEPS: &'static [PlanStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<plan::Model> {
        repo::get_to_change(db, scope, id).await
    }

    fn current(plan: &plan::Model, _: &Scope) -> Current<PlanStatus> {
        let mut parties = vec![(Party::Owner, Seat::Unit(plan.unit_id))];
        if let Some(unit_id) = plan.receiver_unit_id {
            let receiver = Addressee { unit_id, function: plan.receiver_function };
            parties.push((Party::Addressee, Seat::Addressed(receiver)));
        }
        Current { status: plan.status, version: plan.version, parties, authors: plan.authors.clone() }
    }

    async fn facts(plan: &plan::Model, db: &Conn, scope: &Scope) -> Result<PlanFacts> {
        let none = PlanFacts::default();
        Ok(match plan.status {
            Draft => PlanFacts { missing: missing(db, plan).await?, ..none },
            PendingSignature => {
                let (locked, gaps) = (locked(db, scope, plan).await?, gaps::unexplained(db, plan).await?);
                PlanFacts { locked, gaps, ..none }
            }
            Issued => PlanFacts { locked: locked(db, scope, plan).await?, next: next(db, scope, plan).await?, ..none },
            SupplementRequested => PlanFacts { other: other(db, plan, &[Draft, PendingSignature]).await?, ..none },
            InEffect => {
                // Whoever carries a plan out to its end does not open the next version of it, nor two of them.
                let (other, reports) = (other(db, plan, &OPEN).await?, repo::reports_of(db, plan).await?);
                PlanFacts { other, reports, ..none }
            }
            _ => none,
        })
    }
}

async fn missing(db: &Conn, plan: &plan::Model) -> Result<Vec<FieldError>> {
    let (tasks, measures) = (repo::tasks(db, plan.id).await?, repo::measures(db, plan.id).await?);
    Ok(rules::missing(&tasks, &measures, &repo::targets(db, plan.id).await?))
}

async fn other(db: &Conn, plan: &plan::Model, among: &[PlanStatus]) -> Result<Option<Uuid>> {
    let versions = repo::of_unit(db, plan.movement_id, plan.unit_id).await?;
    Ok(versions.iter().find(|other| other.id != plan.id && among.contains(&other.status)).map(|other| other.id))
}

async fn locked(db: &Conn, scope: &Scope, plan: &plan::Model) -> Result<Option<String>> {
    let Some(unit) = scope.organisation.unit(plan.unit_id) else { return Ok(None) };
    let versions = repo::of_unit(db, plan.movement_id, plan.unit_id).await?;
    let refused = in_time(db, plan.movement_id, unit, &versions, scope.time()).await.err();
    refused.map_or(Ok(None), |e| match e.source {
        Some(_) => Err(e),
        None => Ok(Some(e.particulars.into_owned())),
    })
}

/// The deadline is for the first plan: whatever was issued before was in time or let through.
pub async fn in_time(db: &Conn, movement_id: Uuid, unit: &Unit, versions: &[plan::Model], today: Today) -> Result<()> {
    if versions.iter().any(|plan| plan.sent_at.is_some()) {
        return Ok(());
    }
    Deadlines::of(db, movement_id).await?.check_open(unit, today)
}

pub async fn movement_of(db: &Conn, plan: &plan::Model) -> Result<movement::Model> {
    let found = movements::repo::any(db, plan.movement_id).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a plan without its movement")))
}

/// To whom a unit sends its plan; the one that launched the movement to its own standing body.
async fn next(db: &Conn, scope: &Scope, plan: &plan::Model) -> Result<Option<Addressee>> {
    let movement = movement_of(db, plan).await?;
    let lines = Lines::of(db, plan.movement_id).await?;
    let obliged =
        scope.organisation.unit(plan.unit_id).is_some_and(|unit| lines.oblige(&scope.organisation, unit, scope.today));
    if obliged || movement.launched_by_unit_id != plan.unit_id {
        return Ok(lines.addressee(&scope.organisation, plan.unit_id, scope.today).ok());
    }
    let function = Function::EmulationStandingBody;
    let holder = scope.organisation.holder(function, scope.today);
    Ok(holder.map(|unit_id| Addressee { unit_id, function: Some(function) }))
}
