//! Where a permission holds: the one typed thing every query of a dossier takes.
mod administered;
mod conditions;
mod delegated;
mod heard;
mod machine;
mod place;
mod reading;
mod seats;
mod standing;
mod time;

use std::sync::Arc;

use chrono::NaiveDate;
use entity::{function_assignment::Function, journal::Subject};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use heard::Heard;
pub use place::Place;
use reading::Reading;

use crate::kernel::{
    access::{Account, Delegated},
    calendar::{Closing, Today},
    error::{Code, Denied, Error, Result},
    organisation::Organisation,
    policy::{Permission, reads_dossiers},
    principal::{Person, Principal},
};

/// Whom a paper is addressed to: a unit and, where it stands for a function, whoever holds that function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressee {
    pub unit_id: Uuid,
    pub function: Option<Function>,
}

impl Addressee {
    /// A unit, or whoever took over from it.
    pub const fn unit(unit_id: Uuid) -> Self {
        Self { unit_id, function: None }
    }
}

/// Why a paper is visible to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The caller's unit owns it.
    Own,
    /// The caller's unit succeeded the owner.
    Succession,
    /// It was sent by a unit below the caller's.
    Line,
    /// It was sent in the sector.
    Sector,
    /// An inspected unit sent it, and the caller is in the team.
    Inspection,
}

/// Proof that a permission was checked, and where it holds. Only `of` and `of_machine` make one.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Who calls: an account, or a machine client.
    pub user_id: Uuid,
    principal: Principal,
    pub today: NaiveDate,
    /// The last day of which what was due is late: today, once its hour has come.
    closed: NaiveDate,
    closing: Closing,
    pub organisation: Arc<Organisation>,
    permission: Permission,
    /// Units at which the permission is held.
    acting: Vec<Uuid>,
    /// Units whose papers the caller reads, and below which it reads what was sent.
    reading: Vec<Uuid>,
    /// Whom those units took over from: their papers are read too, and never written.
    inherited: Vec<Uuid>,
    /// The ministry's leaders and the standing body read what was sent in the whole sector.
    sector: bool,
    /// Units that the caller inspects today, each with the movement in which it reads what they have sent.
    inspected: Vec<(Uuid, Uuid)>,
    /// The inspections in whose team the caller is today.
    inspections: Vec<Uuid>,
    grants: Vec<(Permission, Uuid)>,
    /// Grants that were delegated and are held in no other way at their units, each with whose right it is.
    delegated: Vec<(Permission, Uuid, Arc<Delegated>)>,
    heard: Heard,
}

impl Scope {
    pub fn of(
        user_id: Uuid,
        account: &Account,
        permission: Permission,
        organisation: Arc<Organisation>,
        Today { day: today, closed, closing }: Today,
    ) -> Result<Self> {
        let acting = account.units_with(permission, today);
        if acting.is_empty() {
            return Err(Error::with(Code::Forbidden, permission.name()));
        }
        let mut reading: Vec<_> = account.on(today).filter(|a| reads_dossiers(a.role)).map(|a| a.unit_id).collect();
        reading.sort_unstable();
        reading.dedup();
        let Reading { inherited, sector } = Reading::of(&reading, &organisation, today);
        let grants = account
            .on(today)
            .flat_map(|a| Permission::ALL.iter().filter(|p| a.grants(**p)).map(|p| (*p, a.unit_id)))
            .collect();
        let (mut inspected, mut inspections) = (vec![], vec![]);
        for inspection in account.inspections_on(today) {
            inspected.extend(inspection.units.iter().map(|unit| (inspection.movement_id, *unit)));
            inspections.push(inspection.id);
        }
        Ok(Self {
            user_id,
            principal: Principal::Person(Person { id: user_id, assured: true, by_provider: false }),
            today,
            closed,
            closing,
            organisation,
            permission,
            acting,
            reading,
            inherited,
            sector,
            inspected,
            inspections,
            grants,
            delegated: delegated::of(account, today),
            heard: Heard::Caller,
        })
    }

    pub fn called_by(self, principal: Principal) -> Self {
        Self { principal, ..self }
    }

    /// Who calls, to be asked again what it may do.
    pub const fn principal(&self) -> &Principal {
        &self.principal
    }

    pub fn acting(&self) -> &[Uuid] {
        &self.acting
    }

    pub fn reading(&self) -> &[Uuid] {
        &self.reading
    }

    /// Whether the caller holds the checked permission where a paper is addressed.
    pub fn acts_for(&self, addressee: Addressee) -> bool {
        self.holds_for(self.permission, addressee)
    }

    pub const fn reads_sector(&self) -> bool {
        self.sector
    }

    /// Whether the caller holds another permission at a unit: for the `actions` of a resource.
    pub fn holds(&self, permission: Permission, unit: Uuid) -> bool {
        self.grants.contains(&(permission, unit))
    }

    /// Who acts for a unit: itself or, once it has ended, the first that took over and where the caller may do it.
    pub fn acting_for(&self, permission: Permission, unit: Uuid) -> Uuid {
        let mut heirs = self.organisation.heirs(unit, self.today).into_iter();
        heirs.find(|heir| self.holds(permission, *heir)).unwrap_or(unit)
    }

    /// The units at which the caller holds a permission.
    pub fn units_with(&self, permission: Permission) -> Vec<Uuid> {
        let mut units: Vec<_> =
            self.grants.iter().filter(|(held, _)| *held == permission).map(|(_, unit)| *unit).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// Whether the caller holds a permission at any unit.
    pub fn holds_somewhere(&self, permission: Permission) -> bool {
        self.grants.iter().any(|(held, _)| *held == permission)
    }

    /// What is addressed to a unit that has ended is for whoever took over.
    pub fn holds_for(&self, permission: Permission, addressee: Addressee) -> bool {
        self.stands_for(addressee).into_iter().any(|unit| self.holds(permission, unit))
    }

    /// Whether all papers of a unit are the caller's to read.
    pub fn owns(&self, unit: Uuid) -> bool {
        self.reading.contains(&unit) || self.inherited.contains(&unit)
    }

    /// Why the caller sees a paper of `unit`.
    pub fn via(&self, unit: Uuid) -> Via {
        match () {
            () if self.reading.contains(&unit) => Via::Own,
            () if self.inherited.contains(&unit) => Via::Succession,
            () if self.is_above(unit) => Via::Line,
            () if self.sector => Via::Sector,
            () => Via::Inspection,
        }
    }

    /// Whether the caller sees a paper of `unit`: its own always, a lower unit's once it was sent. Of what an inspection
    /// covers `sees_in` tells.
    pub fn sees(&self, unit: Uuid, sent: bool) -> bool {
        self.owns(unit) || (sent && (self.sector || self.is_above(unit)))
    }

    /// The same of what an inspection covers: plans, reports and all that belongs to them. The team of an inspection sees of
    /// the inspected units what a superior would.
    pub fn sees_in(&self, movement: Uuid, unit: Uuid, sent: bool) -> bool {
        self.sees(unit, sent) || (sent && self.inspected.contains(&(movement, unit)))
    }

    /// The units that the caller inspects in a movement today.
    pub fn inspected_in(&self, movement: Uuid) -> impl Iterator<Item = Uuid> {
        self.inspected.iter().filter(move |(of, _)| *of == movement).map(|(_, unit)| *unit)
    }

    /// The inspections in whose team the caller is today, as long as they last.
    pub fn inspections(&self) -> &[Uuid] {
        &self.inspections
    }

    pub fn is_above(&self, unit: Uuid) -> bool {
        let read = |unit: Uuid| self.reading.contains(&unit);
        // Mostly it is the next one above.
        let mut nearest = self.organisation.superiors(unit, self.today);
        nearest.any(read) || self.organisation.ancestors(unit, self.today).into_iter().any(read)
    }

    pub fn require_at(&self, unit: Uuid) -> Result<()> {
        if self.acting.contains(&unit) { Ok(()) } else { Err(self.forbidden()) }
    }

    pub fn forbidden(&self) -> Error {
        Error::with(Code::Forbidden, self.permission.name())
    }

    /// The answer to a look at what is not visible; the journal learns of it.
    pub fn hidden(&self, subject_type: Subject, subject_id: Uuid, unit_id: Uuid) -> Error {
        let unit_id = Some(unit_id);
        Error::hidden(Denied { user_id: self.user_id, subject_type, subject_id, unit_id })
    }

    /// Of papers that climb level by level, the ministry sees those that have reached it, a line between only those
    /// that were sent up from below.
    pub fn sees_climbing(&self, unit: Uuid, sent: bool, reached_ministry: bool) -> bool {
        self.owns(unit) || (self.sector && reached_ministry) || (sent && self.line().contains(&unit))
    }

    /// Units whose papers are all the caller's to read.
    pub fn owned(&self) -> impl Iterator<Item = Uuid> {
        self.reading.iter().chain(&self.inherited).copied()
    }

    /// The units below the caller's own, but for the ministry's.
    fn line(&self) -> Vec<Uuid> {
        let ministry = self.organisation.ministry();
        let tops = self.reading.iter().filter(|top| Some(**top) != ministry);
        tops.flat_map(|top| self.organisation.subtree(*top, self.today)).collect()
    }

    /// The units below the caller's own.
    pub fn below(&self) -> Vec<Uuid> {
        let mut units: Vec<_> =
            self.reading.iter().flat_map(|top| self.organisation.subtree(*top, self.today)).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The units of the filter `within=`; none stands for the whole sector.
    pub fn within(&self, top: Option<Uuid>) -> Option<Vec<Uuid>> {
        let top = top.filter(|top| Some(*top) != self.organisation.ministry())?;
        Some(self.organisation.subtree(top, self.today))
    }
}
