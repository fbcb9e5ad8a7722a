//! Guidance in its life cycle: who stands for its parties, and what its guards look at.
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
    guidance::{self, GuidanceStatus},
    guidance_addressee,
};
use planning::movements;
use uuid::Uuid;

use super::{
    repo,
    rules::{GuidanceAction, GuidanceFacts, GuidanceStep, STEPS, meant_for},
};

/// Guidance, and those of its addressees whose papers the caller reads.
pub struct GuidancePaper {
    pub guidance: guidance::Model,
    pub mine: Vec<guidance_addressee::Model>,
}

pub async fn of(db: &Conn, scope: &Scope, id: Uuid) -> Result<GuidancePaper> {
    let guidance = repo::get(db, scope, id).await?;
    let mine = repo::mine(db, scope, id).await?;
    Ok(GuidancePaper { guidance, mine })
}

/// Who stands for guidance: its unit or, of what the standing body gave, whoever holds that function.
pub const fn giver(m: &guidance::Model) -> Addressee {
    Addressee { unit_id: m.unit_id, function: m.unit_function }
}

/// In whose name a caller goes on with it.
pub fn sender(scope: &Scope, permission: Permission, m: &guidance::Model) -> Uuid {
    let holder = m.unit_function.and_then(|function| scope.organisation.holder(function, scope.today));
    scope.acting_for(permission, holder.unwrap_or(m.unit_id))
}

/// Whether all of it is the caller's to read, what is drafted too.
pub fn is_ours(scope: &Scope, m: &guidance::Model) -> bool {
    let holder = m.unit_function.and_then(|function| scope.organisation.holder(function, scope.today));
    scope.owns(m.unit_id) || holder.is_some_and(|holder| scope.owns(holder))
}

impl Lifecycle for GuidanceAction {
    type Paper = GuidancePaper;
    type Status = GuidanceStatus;
    type Facts = GuidanceFacts;
    type Db = Conn;
    const STEPS: &'static [GuidanceStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<GuidancePaper> {
        of(db, scope, id).await
    }

    fn current(paper: &GuidancePaper, _: &Scope) -> Current<GuidanceStatus> {
        let m = &paper.guidance;
        let mut parties = vec![(Party::Owner, Seat::Addressed(giver(m)))];
        parties
            .extend(paper.mine.iter().map(|mine| (Party::Addressee, Seat::Addressed(Addressee::unit(mine.unit_id)))));
        Current { status: m.status, version: m.version, parties, authors: m.authors.clone() }
    }

    async fn facts(paper: &GuidancePaper, db: &Conn, scope: &Scope) -> Result<GuidanceFacts> {
        let m = &paper.guidance;
        let gone = || Error::internal(anyhow::anyhow!("guidance without its movement"));
        let movement = movements::repo::any(db, m.movement_id).await?.ok_or_else(gone)?;
        let sender = sender(scope, Permission::GuidanceIssue, m);
        let amended = match m.amends_id {
            Some(id) => repo::any(db, id).await?,
            None => None,
        };
        Ok(GuidanceFacts {
            movement: movement.status,
            movement_id: movement.id,
            movement_code: movement.code,
            meant_for_somebody: !meant_for(&scope.organisation, sender, &m.audience, scope.today).is_empty(),
            amends_withdrawn: amended.filter(|m| m.status != GuidanceStatus::Issued).map(|m| m.id),
        })
    }
}
