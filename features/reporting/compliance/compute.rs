//! What was asked for, counted from what is in memory.
use std::collections::{BTreeMap, BTreeSet};

use base::{
    kernel::{
        calendar::Calendar,
        error::{Code, Error, Result},
        organisation::Unit,
        scope::Scope,
    },
    store::figures::Figures,
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{period, period_due::Tier, unit::UnitKind};
use planning::movements;
use uuid::Uuid;

use super::{
    counted::Counted,
    counts::{Moment, Tally},
    dto::{Basis, ComplianceGroupBy, Counts},
    rank::ranks,
};
use crate::progress::{family::Family, groups};

/// Everything an answer depends on besides the figures themselves, the time and which page of it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    pub movement_id: Uuid,
    pub within: Option<Uuid>,
    pub periods: Vec<String>,
    pub kinds: Vec<UnitKind>,
    pub tiers: Vec<Tier>,
    pub provinces: Vec<String>,
    /// The units that are ranked among each other.
    pub peers: Option<BTreeSet<Uuid>>,
    /// Of this unit only.
    pub unit: Option<Uuid>,
    pub group_by: ComplianceGroupBy,
    pub basis: Basis,
    /// With the movements below.
    pub children: bool,
    /// Whose papers the caller reads.
    pub reading: Vec<Uuid>,
    /// Whom it inspects in the movement.
    pub inspecting: Vec<Uuid>,
    pub today: NaiveDate,
}

impl Ask {
    /// All that the caller reads of a movement itself, in one row.
    pub fn all(scope: &Scope, movement_id: Uuid) -> Self {
        Self {
            movement_id,
            within: None,
            periods: vec![],
            kinds: vec![],
            tiers: vec![],
            provinces: vec![],
            peers: None,
            unit: None,
            group_by: ComplianceGroupBy::Total,
            basis: Basis::default(),
            children: false,
            reading: scope.reading().to_vec(),
            inspecting: scope.inspected_in(movement_id).collect(),
            today: scope.today,
        }
    }
}

/// All that was asked for.
pub struct Computed {
    /// The number of the last change of figures that is in it.
    pub seq: i64,
    pub periods: Vec<period::Model>,
    /// In the order of what they are about.
    pub lines: Vec<Line>,
    /// When it was counted, and when the next obligation becomes late.
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

impl Computed {
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A row before it is told.
pub struct Line {
    pub about: About,
    pub counts: Counts,
    pub rank: Option<u64>,
}

pub enum About {
    All,
    Tier(Tier),
    Kind(UnitKind),
    Province(Option<String>),
    /// By its place among those that are asked for.
    Period(usize),
    Unit(Uuid),
}

/// What a row is about, in the order of rows.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    All,
    Tier(Tier),
    Kind(UnitKind),
    Province(Option<&'a str>),
    Period(NaiveDate, &'a str, usize),
    /// As units stand in the register: by tier, province and name.
    Unit(Tier, Option<&'a str>, &'a [u8], Uuid),
}

impl Place<'_> {
    fn about(&self) -> About {
        match *self {
            Self::All => About::All,
            Self::Tier(tier) => About::Tier(tier),
            Self::Kind(kind) => About::Kind(kind),
            Self::Province(code) => About::Province(code.map(str::to_owned)),
            Self::Period(.., at) => About::Period(at),
            Self::Unit(.., id) => About::Unit(id),
        }
    }
}

pub fn compute(
    figures: &Figures,
    (scope, calendar): (&Scope, &Calendar),
    ask: &Ask,
    now: DateTime<Utc>,
) -> Result<Computed> {
    let measured = figures.frame.movement(ask.movement_id);
    measured
        .filter(|m| movements::repo::sees(scope, m.status, m.launched_by_unit_id))
        .ok_or_else(|| Error::new(Code::NotFound))?;
    let make = if ask.children { Family::of } else { Family::alone };
    let family = make(&figures.frame, ask.movement_id, &ask.periods)?;
    let counted = Counted::of(figures, (scope, ask), &family, Moment::new(calendar, now));
    let lines = lines(scope, ask, &family.periods, &counted);
    Ok(Computed { seq: figures.seq, lines, from: now, until: counted.moment.until(), periods: family.periods })
}

fn lines(scope: &Scope, ask: &Ask, periods: &[period::Model], counted: &Counted<'_>) -> Vec<Line> {
    let mut found: BTreeMap<Place<'_>, Tally> = BTreeMap::new();
    for (unit, tallies) in counted.owners.units.iter().zip(counted.tallies.chunks(counted.width)) {
        let Some(unit) = scope.organisation.unit(*unit).filter(|unit| is_asked(ask, unit)) else { continue };
        for (at, tally) in tallies.iter().enumerate().filter(|(_, tally)| **tally != Tally::default()) {
            if let Some(place) = place(ask, unit, periods, at) {
                found.entry(place).or_default().join(*tally);
            }
        }
    }
    let tallies: Vec<Tally> = found.values().copied().collect();
    let ranks = if is_ranked(scope, ask) { ranks(&tallies) } else { vec![None; tallies.len()] };
    let line =
        |((place, tally), rank): ((Place<'_>, Tally), _)| Line { about: place.about(), counts: tally.view(), rank };
    found.into_iter().zip(ranks).map(line).collect()
}

fn is_asked(ask: &Ask, unit: &Unit) -> bool {
    let Ask { kinds, tiers, provinces, peers, unit: only, .. } = ask;
    let province = unit.province_code.as_ref();
    only.is_none_or(|only| only == unit.id)
        && peers.as_ref().is_none_or(|peers| peers.contains(&unit.id))
        && (kinds.is_empty() || kinds.contains(&unit.kind))
        && (tiers.is_empty() || tiers.contains(&unit.tier()))
        && (provinces.is_empty() || province.is_some_and(|code| provinces.contains(code)))
}

fn place<'a>(ask: &Ask, unit: &'a Unit, periods: &'a [period::Model], period: usize) -> Option<Place<'a>> {
    let province = unit.province_code.as_deref();
    Some(match ask.group_by {
        ComplianceGroupBy::Total => Place::All,
        ComplianceGroupBy::Tier => Place::Tier(unit.tier()),
        ComplianceGroupBy::Kind => Place::Kind(unit.kind),
        ComplianceGroupBy::Province => Place::Province(province),
        ComplianceGroupBy::Period => {
            let m = periods.get(period)?;
            Place::Period(m.data_from, &m.code, period)
        }
        ComplianceGroupBy::Unit => {
            let day = ask.basis.day(ask.today).unwrap_or(ask.today);
            Place::Unit(unit.tier(), province, unit.sort_key_on(groups::within(unit, day)), unit.id)
        }
    })
}

/// Whoever is told a rank could else infer how units fare that it does not read.
fn is_ranked(scope: &Scope, ask: &Ask) -> bool {
    let reads = |unit: &Uuid| scope.reads_sector() || scope.sees(*unit, true);
    let asks_less = !(ask.kinds.is_empty() && ask.tiers.is_empty() && ask.provinces.is_empty());
    let whole = ask.within.is_none() && !asks_less;
    whole && ask.peers.as_ref().is_some_and(|peers| peers.iter().all(reads))
}
