//! From the steps of a document to what changes in the register. Pure: checked against the organisation in memory.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::{Code, Error, Result},
        organisation::{Organisation, Unit},
    },
    store::inheritance::Fate,
};
use chrono::NaiveDate;
use entity::{Quantity, unit_succession::SuccessionKind};
use uuid::Uuid;

use super::{
    check,
    dto::{
        AbsorbStep, ConvertStep, CreateStep, DissolveStep, MergeStep, Part, RenameStep, SplitStep, Step, TransferStep,
        UnitDraft,
    },
};
use crate::units::changes::{Changes, Created, Moved, Passed, Renamed, Succeeded};

/// What the steps come to.
pub struct Resolved {
    pub changes: Changes,
    pub fates: Vec<Fate>,
}

pub struct Resolver<'a> {
    organisation: &'a Organisation,
    day: NaiveDate,
    eve: NaiveDate,
    /// Units that the document makes, by code.
    made: HashMap<&'a str, Uuid>,
    /// Units that already have their step.
    met: HashSet<Uuid>,
    changes: Changes,
    fates: Vec<Fate>,
}

pub fn resolve(organisation: &Organisation, steps: &[Step], day: NaiveDate) -> Result<Resolved> {
    let eve = day.pred_opt().unwrap_or(day);
    let mut made = HashMap::new();
    for new in steps.iter().flat_map(new_units) {
        let id = new.id.unwrap_or_default();
        if organisation.by_code(&new.code).is_some() || organisation.unit(id).is_some() {
            return Err(Error::with(Code::CodeInUse, new.code.to_string()));
        }
        if made.insert(&*new.code, id).is_some() {
            return Err(Error::with(Code::CodeInUse, new.code.to_string()));
        }
    }
    let (changes, fates) = Default::default();
    let mut resolver = Resolver { organisation, day, eve, made, met: HashSet::new(), changes, fates };
    for (at, step) in steps.iter().enumerate() {
        resolver.step(at, step)?;
    }
    resolver.pass_on_what_ended_units_had()?;
    let Resolver { changes, fates, .. } = resolver;
    check::all(organisation, &changes, day)?;
    Ok(Resolved { changes, fates })
}

/// The units that a step makes.
pub fn new_units(step: &Step) -> Vec<&UnitDraft> {
    match step {
        Step::Merge(MergeStep { into, .. }) | Step::Convert(ConvertStep { into, .. }) => vec![into],
        Step::Create(CreateStep { unit }) => vec![unit],
        Step::Split(SplitStep { into, .. }) => into.iter().filter_map(|part| part.new.as_ref()).collect(),
        Step::Absorb(_) | Step::Transfer(_) | Step::Rename(_) | Step::Dissolve(_) => vec![],
    }
}

/// The same, to give them their ids.
pub fn new_units_mut(step: &mut Step) -> Vec<&mut UnitDraft> {
    match step {
        Step::Merge(MergeStep { into, .. }) | Step::Convert(ConvertStep { into, .. }) => vec![into],
        Step::Create(CreateStep { unit }) => vec![unit],
        Step::Split(SplitStep { into, .. }) => into.iter_mut().filter_map(|part| part.new.as_mut()).collect(),
        Step::Absorb(_) | Step::Transfer(_) | Step::Rename(_) | Step::Dissolve(_) => vec![],
    }
}

fn told(code: Code, at: usize, what: &str) -> Error {
    Error::with(code, format!("/steps/{at}: {what}"))
}

impl<'a> Resolver<'a> {
    fn step(&mut self, at: usize, step: &'a Step) -> Result<()> {
        match step {
            Step::Merge(MergeStep { units, into }) => {
                let heir = self.create(at, into)?;
                let units: Vec<&str> = units.iter().map(|unit| &**unit).collect();
                self.join(at, &units, heir, SuccessionKind::Merge)
            }
            Step::Absorb(AbsorbStep { units, into }) => {
                let heir = self.successor(at, into)?;
                let units: Vec<&str> = units.iter().map(|unit| &**unit).collect();
                self.join(at, &units, heir, SuccessionKind::Absorb)
            }
            Step::Convert(ConvertStep { unit, into }) => {
                let heir = self.create(at, into)?;
                self.join(at, &[unit], heir, SuccessionKind::Convert)
            }
            Step::Split(SplitStep { unit, into }) => self.split(at, unit, into),
            Step::Transfer(TransferStep { unit, parent }) => {
                let parent_id = self.successor(at, parent)?;
                let unit_id = self.meet(at, unit)?.id;
                self.changes.moved.push(Moved { unit_id, parent_id });
                Ok(())
            }
            Step::Rename(RenameStep { unit, name, name_en, code }) => {
                let unit_id = self.meet(at, unit)?.id;
                if let Some(used) = code.as_ref().filter(|code| self.is_used(code)) {
                    return Err(told(Code::CodeInUse, at, used));
                }
                let (name, name_en) = (name.to_string(), name_en.as_deref().map(str::to_owned));
                let code = code.as_deref().map(str::to_owned);
                self.changes.renamed.push(Renamed { unit_id, name, name_en, code });
                Ok(())
            }
            Step::Dissolve(DissolveStep { unit, into }) => {
                let heir = match into {
                    Some(into) => Some(self.successor(at, into)?),
                    None => None,
                };
                let unit_id = self.meet(at, unit)?.id;
                if heir == Some(unit_id) {
                    return Err(told(Code::SelfMerge, at, unit));
                }
                self.end(unit_id, SuccessionKind::Dissolve, heir.into_iter().collect());
                Ok(())
            }
            Step::Create(CreateStep { unit }) => self.create(at, unit).map(drop),
        }
    }

    fn is_used(&self, code: &str) -> bool {
        self.organisation.by_code(code).is_some()
            || self.made.contains_key(code)
            || self.changes.renamed.iter().any(|r| r.code.as_deref() == Some(code))
    }

    fn find(&self, at: usize, reference: &str) -> Result<&'a Unit> {
        let by_id = Uuid::try_parse(reference).ok().filter(|_| reference.len() == 36);
        let found = by_id.map_or_else(|| self.organisation.by_code(reference), |id| self.organisation.unit(id));
        found.ok_or_else(|| told(Code::SuccessorNotInBeing, at, reference))
    }

    /// A unit that something happens to: it exists, began before the day and has no other step.
    fn meet(&mut self, at: usize, reference: &str) -> Result<&'a Unit> {
        let unit = self.find(at, reference)?;
        if unit.valid_from >= self.day {
            return Err(told(Code::BeforeUnitBegan, at, reference));
        }
        if !unit.exists_on(self.eve) {
            return Err(told(Code::UnitClosed, at, reference));
        }
        if !self.met.insert(unit.id) {
            return Err(told(Code::TwoParents, at, reference));
        }
        Ok(unit)
    }

    /// A unit that takes over: made by this document, or in being on the day.
    fn successor(&self, at: usize, reference: &str) -> Result<Uuid> {
        if let Some(made) = self.made.get(reference) {
            return Ok(*made);
        }
        let by_id = Uuid::try_parse(reference).ok().filter(|id| self.made.values().any(|made| made == id));
        if let Some(made) = by_id {
            return Ok(made);
        }
        let unit = self.find(at, reference)?;
        if !unit.exists_on(self.day) {
            return Err(told(Code::SuccessorNotInBeing, at, reference));
        }
        Ok(unit.id)
    }

    fn create(&mut self, at: usize, new: &UnitDraft) -> Result<Uuid> {
        let parent_id = self.successor(at, &new.parent)?;
        let id = new.id.unwrap_or_default();
        self.changes.created.push(Created {
            id,
            code: new.code.to_string(),
            kind: new.kind,
            name: new.name.to_string(),
            name_en: new.name_en.as_deref().map(str::to_owned),
            parent_id,
            province_code: new.province_code.as_deref().map(str::to_owned),
            district_code: new.district_code.as_deref().map(str::to_owned),
            legal_personality: new.legal_personality,
        });
        Ok(id)
    }

    fn join(&mut self, at: usize, units: &[&str], heir: Uuid, kind: SuccessionKind) -> Result<()> {
        for unit in units {
            let named = units.iter().filter(|other| *other == unit).count();
            if named > 1 || self.find(at, unit)?.id == heir {
                return Err(told(Code::SelfMerge, at, unit));
            }
            let unit_id = self.meet(at, unit)?.id;
            self.end(unit_id, kind, vec![heir]);
        }
        Ok(())
    }

    fn split(&mut self, at: usize, unit: &str, parts: &[Part]) -> Result<()> {
        let unit_id = self.meet(at, unit)?.id;
        let whole: i64 = parts.iter().map(|part| part.share.0).sum();
        if whole != Quantity::whole(1).0 || parts.iter().any(|part| part.share <= Quantity::ZERO) {
            return Err(told(Code::SharesNotWhole, at, unit));
        }
        let mut heirs = vec![];
        for part in parts {
            let heir = match (&part.unit, &part.new) {
                (Some(reference), None) => self.successor(at, reference)?,
                (None, Some(new)) => self.create(at, new)?,
                _ => {
                    return Err(Error::field(format!("/steps/{at}/split/into"), base::kernel::error::Fault::Required));
                }
            };
            if heirs.contains(&heir) {
                return Err(told(Code::SelfMerge, at, unit));
            }
            heirs.push(heir);
            let (kind, share) = (SuccessionKind::Split, Some(part.share));
            self.changes.succeeded.push(Succeeded { predecessor_id: unit_id, successor_id: heir, kind, share });
        }
        if !heirs.contains(&unit_id) {
            self.changes.ended.push(unit_id);
            self.fates.push(Fate { unit_id, kind: SuccessionKind::Split, heirs });
        }
        Ok(())
    }

    fn end(&mut self, unit_id: Uuid, kind: SuccessionKind, heirs: Vec<Uuid>) {
        let to = |successor_id| Succeeded { predecessor_id: unit_id, successor_id, kind, share: None };
        self.changes.succeeded.extend(heirs.iter().copied().map(to));
        self.changes.ended.push(unit_id);
        self.fates.push(Fate { unit_id, kind, heirs });
    }

    /// Units below one that ended come under its successor, and so do its functions.
    fn pass_on_what_ended_units_had(&mut self) -> Result<()> {
        let ended: HashMap<Uuid, Option<Uuid>> = self.fates.iter().map(|fate| (fate.unit_id, fate.heir())).collect();
        let moved: HashSet<Uuid> = self.changes.moved.iter().map(|moved| moved.unit_id).collect();
        for unit in self.organisation.units().filter(|unit| unit.exists_on(self.eve)) {
            let Some(heir) = unit.parent_on(self.eve).and_then(|parent| ended.get(&parent)) else { continue };
            if ended.contains_key(&unit.id) || moved.contains(&unit.id) {
                continue;
            }
            let name = || Error::with(Code::UnitsLeftBehind, unit.name_on(self.eve).to_owned());
            let parent_id = heir.ok_or_else(name)?;
            self.changes.moved.push(Moved { unit_id: unit.id, parent_id });
        }
        for (function, held) in self.organisation.functions() {
            if !held.holds_on(self.eve) || !ended.contains_key(&held.value) {
                continue;
            }
            let fate = self.fates.iter().find(|fate| fate.unit_id == held.value);
            match fate.map(|fate| fate.heirs.as_slice()) {
                Some([to]) => self.changes.passed.push(Passed { function: *function, to: *to }),
                _ => {
                    let name = self.organisation.name(held.value, self.eve).to_owned();
                    return Err(Error::with(Code::FunctionWithoutHolder, name));
                }
            }
        }
        Ok(())
    }
}
