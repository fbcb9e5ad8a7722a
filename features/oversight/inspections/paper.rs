//! An inspection in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::{Error, Result},
        policy::Permission,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::{
    inspection::{self, InspectionStatus},
    inspection_member::TeamRole,
};
use planning::movements;
use uuid::Uuid;

use super::{
    repo,
    rules::{InspectionAction, InspectionFacts, InspectionStep, STEPS},
};
use crate::recommendations;

/// An inspection and the units that are inspected.
pub struct InspectionPaper {
    pub inspection: inspection::Model,
    pub units: Vec<Uuid>,
}

pub async fn of(db: &Conn, scope: &Scope, id: Uuid) -> Result<InspectionPaper> {
    let inspection = repo::get(db, scope, id).await?;
    with_units(db, inspection).await
}

pub async fn with_units(db: &Conn, inspection: inspection::Model) -> Result<InspectionPaper> {
    let units = repo::units(db, inspection.id).await?;
    Ok(InspectionPaper { inspection, units })
}

impl Lifecycle for InspectionAction {
    type Paper = InspectionPaper;
    type Status = InspectionStatus;
    type Facts = InspectionFacts;
    type Db = Conn;
    const STEPS: &'static [InspectionStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<InspectionPaper> {
        of(db, scope, id).await
    }

    /// Before it is announced the inspected units are no party.
    fn current(paper: &InspectionPaper, _: &Scope) -> Current<InspectionStatus> {
        let m = &paper.inspection;
        let mut parties = vec![(Party::Owner, Seat::Addressed(Addressee::unit(m.unit_id)))];
        let told = paper.units.iter().filter(|_| m.announced_at.is_some());
        parties.extend(told.map(|unit| (Party::Addressee, Seat::Addressed(Addressee::unit(*unit)))));
        Current { status: m.status, version: m.version, parties, authors: m.authors.clone() }
    }

    async fn facts(paper: &InspectionPaper, db: &Conn, scope: &Scope) -> Result<InspectionFacts> {
        let m = &paper.inspection;
        let gone = || Error::internal(anyhow::anyhow!("an inspection without its movement"));
        let movement = movements::repo::any(db, m.movement_id).await?.ok_or_else(gone)?;
        let team = repo::team(db, m.id).await?;
        let inspecting = scope.acting_for(Permission::InspectionsSign, m.unit_id);
        let below = scope.organisation.overseen(inspecting, scope.today);
        Ok(InspectionFacts {
            movement: movement.status,
            movement_id: movement.id,
            movement_code: movement.code,
            today: scope.today,
            starts_on: m.starts_on,
            ends_on: m.ends_on,
            leaders: team.iter().filter(|member| member.role == TeamRole::Leader).count(),
            not_below: paper.units.iter().copied().filter(|unit| !below.contains(unit)).collect(),
            conclusion_drafted: m.conclusion.is_some(),
            unsettled: recommendations::repo::unsettled(db, m.id).await?,
        })
    }
}
