//! Who owes a plan and how far they are: plans from memory, and a few queries, whatever the part of the tree.
use std::collections::{BTreeMap, HashSet};

use base::{
    http::table::{Cell, Column, Kind, Table},
    kernel::{
        calendar::Calendar,
        clock::day_of,
        error::{Error, Result},
        organisation::{Organisation, Unit, kind_name},
        province::history,
        scope::Scope,
    },
    store::{
        db::Conn,
        figures::{Current, Version},
    },
};
use chrono::{DateTime, Utc};
use entity::{period_due::Tier, unit::UnitKind};
use serde::Serialize;
use uuid::Uuid;

use super::{
    dto::{
        Counts, CoverageGroup, CoverageQuery, CoverageRow, GROUP_COLUMNS, Grouping, PlanCoverage, State, UNIT_COLUMNS,
    },
    fold::{Standing, standing},
    repo::{self, Selection},
};
use crate::movements::{self, Deadlines, Lines};

/// The units asked for that the caller reads or stands above; none stands for all.
fn units(scope: &Scope, query: &CoverageQuery) -> Option<HashSet<Uuid>> {
    let asked = scope.within(query.within);
    if scope.reads_sector() {
        return asked.map(|units| units.into_iter().collect());
    }
    let mut read: HashSet<Uuid> = scope.below().into_iter().collect();
    read.extend(scope.inspected_in(query.movement_id));
    if let Some(asked) = asked {
        let asked: HashSet<Uuid> = asked.into_iter().collect();
        read.retain(|unit| asked.contains(unit));
    }
    Some(read)
}

/// A unit that owes a plan, and how far it is.
struct Owing<'a> {
    unit: &'a Unit,
    name: &'a str,
    due_on: Option<chrono::NaiveDate>,
    standing: Standing,
    /// The movement whose plan is told of.
    movement_id: Uuid,
}

impl Owing<'_> {
    /// Whether a plan in a movement below the one that is asked about is told of.
    fn in_child(&self, query: &CoverageQuery) -> bool {
        self.standing.plan.is_some() && self.movement_id != query.movement_id
    }
}

/// What is known of plans in one movement.
struct Known {
    movement_id: Uuid,
    lines: Lines,
    deadlines: Deadlines,
    /// Unit by unit.
    versions: Vec<Version>,
    overdue: HashSet<Uuid>,
}

impl Known {
    async fn of(
        (db, figures): (&Conn, Current<'_>),
        movement_id: Uuid,
        units: Option<&HashSet<Uuid>>,
        closed: chrono::NaiveDate,
    ) -> Result<Self> {
        let selection = Selection { movement_id, units: units.map(|units| units.iter().copied().collect()) };
        let asked = |version: &Version| units.is_none_or(|units| units.contains(&version.unit_id));
        let mut versions: Vec<Version> =
            figures.read(|figures| figures.movement(movement_id).versions().filter(asked).collect())?;
        versions.sort_unstable_by_key(|version| (version.unit_id, version.version_no));
        Ok(Self {
            movement_id,
            lines: Lines::of(db, movement_id).await?,
            deadlines: Deadlines::of(db, movement_id).await?,
            versions,
            overdue: repo::overdue(db, &selection, closed).await?,
        })
    }

    fn versions_of(&self, unit: Uuid) -> &[Version] {
        let begin = self.versions.partition_point(|version| version.unit_id < unit);
        let end = self.versions.partition_point(|version| version.unit_id <= unit);
        self.versions.get(begin..end).unwrap_or_default()
    }

    fn owing<'a>(&self, unit: &'a Unit, at: At<'_>) -> Owing<'a> {
        let today = day_of(at.now);
        let due_on = self.deadlines.of_unit(unit).map(|deadline| deadline.due_on);
        let standing = standing(self.versions_of(unit.id), due_on, &self.overdue, (at.calendar, at.now));
        Owing { unit, name: unit.name_on(today), due_on, standing, movement_id: self.movement_id }
    }
}

/// A unit stands by its plan in the movement itself; without one, by that in the nearest movement below it that obliges
/// the unit: so each plan is told once. None where nobody asks for a plan.
fn owing<'a>(organisation: &Organisation, family: &[Known], unit: &'a Unit, at: At<'_>) -> Option<Owing<'a>> {
    let today = day_of(at.now);
    let obliging = family.iter().filter(|known| known.lines.oblige(organisation, unit, today));
    let mut all = obliging.map(|known| known.owing(unit, at));
    let first = all.next()?;
    if first.standing.state != State::Missing {
        return Some(first);
    }
    Some(all.find(|owing| owing.standing.state != State::Missing).unwrap_or(first))
}

/// The moment that is told of, and the hours at which days close.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub calendar: &'a Calendar,
    pub now: DateTime<Utc>,
}

pub async fn compute(
    (db, figures): (&Conn, Current<'_>),
    scope: &Scope,
    query: &CoverageQuery,
    at: At<'_>,
) -> Result<PlanCoverage> {
    let movement = movements::repo::get(db, scope, query.movement_id).await?;
    let (units, today) = (units(scope, query), scope.today);
    let closed = scope.time().closed;
    let mut family = vec![Known::of((db, figures), movement.id, units.as_ref(), closed).await?];
    for child in movements::repo::descendants(db, movement.id).await? {
        family.push(Known::of((db, figures), child, units.as_ref(), closed).await?);
    }
    let asked = |unit: &&Unit| units.as_ref().is_none_or(|units| units.contains(&unit.id));
    let mut found: Vec<Owing<'_>> = scope
        .organisation
        .units()
        .filter(|unit| unit.exists_on(today))
        .filter(asked)
        .filter_map(|unit| {
            // An inspection covers one movement, and none below it.
            let covered = if scope.sees(unit.id, true) { family.len() } else { 1 };
            owing(&scope.organisation, family.get(..covered).unwrap_or_default(), unit, at)
        })
        .filter(|one| query.state.is_empty() || query.state.contains(&one.standing.state))
        .collect();
    if query.group_by == Grouping::Unit {
        found.sort_by_key(|Owing { unit, .. }| {
            (unit.tier(), unit.province_code.as_deref(), unit.kind, unit.sort_key_on(today), unit.id)
        });
    }
    Ok(answer(scope, query, &found))
}

fn answer(scope: &Scope, query: &CoverageQuery, found: &[Owing<'_>]) -> PlanCoverage {
    let mut total = Counts::default();
    found.iter().for_each(|one| total.add(&one.standing, one.in_child(query)));
    let by_unit = query.group_by == Grouping::Unit;
    PlanCoverage {
        movement_id: query.movement_id,
        as_of: scope.today,
        within: query.within,
        group_by: query.group_by,
        total,
        groups: (!by_unit).then(|| groups(scope, query, found)),
        rows: by_unit.then(|| found.iter().map(|one| row(scope, one)).collect()),
    }
}

fn row(scope: &Scope, one: &Owing<'_>) -> CoverageRow {
    let Owing { unit, name, due_on, standing, movement_id } = one;
    let seen = standing.plan.filter(|(_, sent)| scope.sees_in(*movement_id, unit.id, *sent));
    CoverageRow {
        unit_id: unit.id,
        unit_name: (*name).to_owned(),
        unit_kind: unit.kind,
        level: unit.tier(),
        province_code: unit.province_code.clone(),
        state: standing.state,
        plan_id: seen.map(|(id, _)| id),
        movement_id: *movement_id,
        due_on: *due_on,
        sent_at: standing.sent_at,
        late: standing.late,
        supplement_overdue: standing.supplement_overdue,
    }
}

/// What units are counted together by; in the order of the answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Level(Tier),
    Kind(UnitKind),
    Province(Option<&'a str>),
}

fn groups(scope: &Scope, query: &CoverageQuery, found: &[Owing<'_>]) -> Vec<CoverageGroup> {
    let by = query.group_by;
    let mut counts: BTreeMap<Key<'_>, Counts> = BTreeMap::new();
    for one in found {
        let key = match by {
            Grouping::Level => Key::Level(one.unit.tier()),
            Grouping::Kind => Key::Kind(one.unit.kind),
            Grouping::Province | Grouping::Unit => Key::Province(one.unit.province_code.as_deref()),
        };
        counts.entry(key).or_default().add(&one.standing, one.in_child(query));
    }
    let group = |(key, counts): (Key<'_>, Counts)| {
        let (key, name) = match key {
            Key::Level(level) => (slug(&level), level_name(level).to_owned()),
            Key::Kind(kind) => (slug(&kind), kind_name(kind, scope.today).to_owned()),
            Key::Province(None) => (None, level_name(Tier::Central).to_owned()),
            Key::Province(Some(code)) => {
                let name = history::on(code, scope.today).map_or(code, |province| &province.name);
                (Some(code.to_owned()), name.to_owned())
            }
        };
        CoverageGroup { key, name, counts }
    };
    counts.into_iter().map(group).collect()
}

fn slug(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

const fn level_name(level: Tier) -> &'static str {
    match level {
        Tier::Central => "Trung ương",
        Tier::Provincial => "Cấp tỉnh",
        Tier::District => "Cấp huyện",
    }
}

/// The groups, or the units, as a table; a total is no row.
pub fn as_table(coverage: &PlanCoverage) -> Result<Table> {
    let (columns, rows) = match &coverage.rows {
        Some(rows) => (UNIT_COLUMNS, lines(UNIT_COLUMNS, rows)?),
        None => (GROUP_COLUMNS, lines(GROUP_COLUMNS, coverage.groups.as_deref().unwrap_or_default())?),
    };
    let columns = columns.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect();
    Ok(Table { name: "plan-coverage", columns, rows })
}

/// The members that the columns name, of the rows themselves or of their counts.
fn lines<T: Serialize>(columns: &[(&str, Kind)], rows: &[T]) -> Result<Vec<Vec<Cell>>> {
    let line = |row: &T| {
        let row = serde_json::to_value(row).map_err(Error::internal)?;
        let member = |name: &str| row.get(name).or_else(|| row.get("counts")?.get(name));
        Ok(columns.iter().map(|(name, _)| member(name).map_or(Cell::Empty, Cell::from)).collect())
    };
    rows.iter().map(line).collect()
}
