//! The dated organisation, held in memory: the tree, names, codes and functions of any day.
//! A few thousand units fit into a few megabytes, and every scope question is answered without a query.
mod kinds;
mod lineage;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    Quantity,
    function_assignment::{self, Function},
    period_due::Tier,
    unit::{self, UnitKind},
    unit_code::{self, CodeScheme},
    unit_name, unit_relation,
    unit_succession::{self, SuccessionKind},
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use uuid::Uuid;

pub use kinds::kind_name;

use crate::kernel::{clock::covers, text};

/// A fact that holds between two days, both included.
#[derive(Clone, Debug)]
pub struct Dated<T> {
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub value: T,
}

impl<T> Dated<T> {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        covers(self.from, self.to, day)
    }
}

#[derive(Clone, Debug)]
pub struct Name {
    pub vi: String,
    pub en: Option<String>,
    pub folded: String,
    pub sort_key: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Code {
    pub scheme: CodeScheme,
    pub code: String,
}

/// That another unit takes over, or is taken over from, from a day on.
#[derive(Clone, Debug)]
pub struct Succession {
    pub unit_id: Uuid,
    pub kind: SuccessionKind,
    pub effective_on: NaiveDate,
    /// Of a split.
    pub share: Option<Quantity>,
}

#[derive(Clone, Debug)]
pub struct Unit {
    pub id: Uuid,
    pub kind: UnitKind,
    pub province_code: Option<String>,
    pub district_code: Option<String>,
    pub legal_personality: bool,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub names: Vec<Dated<Name>>,
    pub codes: Vec<Dated<Code>>,
    pub parents: Vec<Dated<Uuid>>,
    pub children: Vec<Dated<Uuid>>,
    /// By day, then in the order of the reorganisation. A part that stays where it is names the unit itself.
    pub successors: Vec<Succession>,
    pub predecessors: Vec<Succession>,
}

/// What holds on a day, or else what held last before it, or else what comes first.
fn on<T>(facts: &[Dated<T>], day: NaiveDate) -> Option<&Dated<T>> {
    facts
        .iter()
        .find(|f| f.holds_on(day))
        .or_else(|| facts.iter().rev().find(|f| f.from <= day))
        .or_else(|| facts.first())
}

impl Unit {
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        covers(self.valid_from, self.valid_to, day)
    }

    pub fn name_on(&self, day: NaiveDate) -> &str {
        on(&self.names, day).map_or("", |n| &n.value.vi)
    }

    /// What its name of the day is ordered by.
    pub fn sort_key_on(&self, day: NaiveDate) -> &[u8] {
        on(&self.names, day).map_or(&[], |n| &n.value.sort_key)
    }

    pub fn name_en_on(&self, day: NaiveDate) -> Option<&str> {
        on(&self.names, day)?.value.en.as_deref()
    }

    pub fn code_on(&self, scheme: CodeScheme, day: NaiveDate) -> Option<&str> {
        let codes: Vec<_> = self.codes.iter().filter(|c| c.value.scheme == scheme).collect();
        let held = codes.iter().find(|c| c.holds_on(day)).or_else(|| codes.last());
        held.map(|c| c.value.code.as_str())
    }

    pub fn parent_on(&self, day: NaiveDate) -> Option<Uuid> {
        on(&self.parents, day).map(|p| p.value)
    }

    /// When it began; none of a unit that the register begins with, for that says nothing of the time before.
    pub fn began(&self, known_since: Option<NaiveDate>) -> Option<NaiveDate> {
        Some(self.valid_from).filter(|day| Some(*day) != known_since)
    }

    /// Whether its last day has passed.
    pub fn ended_before(&self, day: NaiveDate) -> bool {
        self.valid_to.is_some_and(|last| last < day)
    }

    pub const fn tier(&self) -> Tier {
        match self.kind {
            UnitKind::Ministry | UnitKind::MinistryUnit => Tier::Central,
            UnitKind::ProvincialJusticeDepartment | UnitKind::ProvincialEnforcementDepartment => Tier::Provincial,
            UnitKind::DistrictJusticeOffice | UnitKind::DistrictEnforcementSubdepartment => Tier::District,
        }
    }
}

#[derive(Debug, Default)]
pub struct Organisation {
    /// In the order of their ids, which is the order of their making.
    units: BTreeMap<Uuid, Unit>,
    by_code: HashMap<String, Uuid>,
    functions: Vec<(Function, Dated<Uuid>)>,
}

impl Organisation {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut units: BTreeMap<Uuid, Unit> =
            unit::Entity::find().all(db).await?.into_iter().map(|m| (m.id, bare(m))).collect();
        let mut by_code = HashMap::new();
        for m in unit_name::Entity::find().order_by_asc(unit_name::Column::ValidFrom).all(db).await? {
            let sort_key = text::sort_key(&m.name);
            let name = Name { vi: m.name, en: m.name_en, folded: m.search_text, sort_key };
            if let Some(unit) = units.get_mut(&m.unit_id) {
                unit.names.push(Dated { from: m.valid_from, to: m.valid_to, value: name });
            }
        }
        for m in unit_code::Entity::find().order_by_asc(unit_code::Column::ValidFrom).all(db).await? {
            if m.scheme == CodeScheme::Internal {
                by_code.insert(m.code.clone(), m.unit_id);
            }
            if let Some(unit) = units.get_mut(&m.unit_id) {
                let code = Code { scheme: m.scheme, code: m.code };
                unit.codes.push(Dated { from: m.valid_from, to: m.valid_to, value: code });
            }
        }
        for m in unit_relation::Entity::find().order_by_asc(unit_relation::Column::ValidFrom).all(db).await? {
            if let Some(child) = units.get_mut(&m.child_id) {
                child.parents.push(Dated { from: m.valid_from, to: m.valid_to, value: m.parent_id });
            }
            if let Some(parent) = units.get_mut(&m.parent_id) {
                parent.children.push(Dated { from: m.valid_from, to: m.valid_to, value: m.child_id });
            }
        }
        let order = (unit_succession::Column::EffectiveOn, unit_succession::Column::Ordinal);
        for m in unit_succession::Entity::find().order_by_asc(order.0).order_by_asc(order.1).all(db).await? {
            let to = |unit_id| Succession { unit_id, kind: m.kind, effective_on: m.effective_on, share: m.share };
            if let Some(predecessor) = units.get_mut(&m.predecessor_id) {
                predecessor.successors.push(to(m.successor_id));
            }
            if let Some(successor) = units.get_mut(&m.successor_id) {
                successor.predecessors.push(to(m.predecessor_id));
            }
        }
        let functions =
            function_assignment::Entity::find().order_by_asc(function_assignment::Column::ValidFrom).all(db).await?;
        let functions = functions
            .into_iter()
            .map(|m| (m.function, Dated { from: m.valid_from, to: m.valid_to, value: m.unit_id }))
            .collect();
        Ok(Self { units, by_code, functions })
    }

    pub fn unit(&self, id: Uuid) -> Option<&Unit> {
        self.units.get(&id)
    }

    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// By our own code, which never changes meaning.
    pub fn by_code(&self, code: &str) -> Option<&Unit> {
        self.unit(*self.by_code.get(code)?)
    }

    pub fn name(&self, id: Uuid, day: NaiveDate) -> &str {
        self.unit(id).map_or("", |u| u.name_on(day))
    }

    pub fn holder(&self, function: Function, day: NaiveDate) -> Option<Uuid> {
        self.functions.iter().find(|(f, held)| *f == function && held.holds_on(day)).map(|(_, held)| held.value)
    }

    pub fn functions(&self) -> &[(Function, Dated<Uuid>)] {
        &self.functions
    }

    /// Whether a unit carries out a function of the sector on a day, or is to from a later one on.
    pub fn serves_sector(&self, unit: Uuid, day: NaiveDate) -> bool {
        self.functions.iter().any(|(_, held)| held.value == unit && held.to.is_none_or(|last| last >= day))
    }

    /// The first day of the register, on which the ministry stands in it: what is in being on that day began some time
    /// before, if nothing else is known.
    pub fn known_since(&self) -> Option<NaiveDate> {
        self.units().filter(|unit| unit.kind == UnitKind::Ministry).map(|unit| unit.valid_from).min()
    }

    /// The top of the sector.
    pub fn ministry(&self) -> Option<Uuid> {
        self.units().find(|u| u.kind == UnitKind::Ministry).map(|u| u.id)
    }
}

fn bare(m: unit::Model) -> Unit {
    Unit {
        id: m.id,
        kind: m.kind,
        province_code: m.province_code,
        district_code: m.district_code,
        legal_personality: m.legal_personality,
        valid_from: m.valid_from,
        valid_to: m.valid_to,
        version: m.version,
        created_at: m.created_at,
        updated_at: m.updated_at,
        names: vec![],
        codes: vec![],
        parents: vec![],
        children: vec![],
        successors: vec![],
        predecessors: vec![],
    }
}
