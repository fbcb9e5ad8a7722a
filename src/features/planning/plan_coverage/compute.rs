//! Who owes a plan and how far they are: five queries, whatever the part of the tree.
use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{period_due::Tier, unit::UnitKind};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    dto::{Counts, CoverageGroup, CoverageQuery, CoverageRow, GROUP_COLUMNS, Grouping, PlanCoverage, UNIT_COLUMNS},
    fold::{Standing, Version, standing},
    repo::{self, Selection},
};
use crate::{
    features::planning::movements::{self, Deadlines, Lines},
    http::table::Table,
    kernel::{
        error::{Error, Result},
        organisation::{Unit, kind_name},
        scope::Scope,
    },
};

/// The units asked for that the caller reads or stands above; none stands for all.
fn units(scope: &Scope, within: Option<Uuid>) -> Option<HashSet<Uuid>> {
    let asked = scope.within(within);
    if scope.reads_sector() {
        return asked.map(|units| units.into_iter().collect());
    }
    let mut read: HashSet<Uuid> = scope.below().into_iter().collect();
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
}

pub async fn compute(db: &impl ConnectionTrait, scope: &Scope, query: &CoverageQuery) -> Result<PlanCoverage> {
    let movement = movements::repo::get(db, scope, query.movement_id).await?;
    let (lines, deadlines) = (Lines::of(db, movement.id).await?, Deadlines::of(db, movement.id).await?);
    let (units, today) = (units(scope, query.within), scope.today);
    let asked = |unit: &&Unit| units.as_ref().is_none_or(|units| units.contains(&unit.id));
    let owing: Vec<&Unit> = scope
        .organisation
        .units()
        .filter(|unit| unit.exists_on(today) && lines.oblige(&scope.organisation, unit, today))
        .filter(asked)
        .collect();
    let listed = units.is_some().then(|| owing.iter().map(|unit| unit.id).collect());
    let selection = Selection { movement_id: movement.id, units: listed };
    let mut versions: HashMap<Uuid, Vec<Version>> = HashMap::new();
    for version in repo::versions(db, &selection).await? {
        versions.entry(version.unit_id).or_default().push(version);
    }
    let overdue = repo::overdue(db, &selection, today).await?;
    let mut found: Vec<Owing<'_>> = owing
        .into_iter()
        .map(|unit| {
            let due_on = deadlines.of_unit(unit).map(|due| due.due_on);
            let versions = versions.get(&unit.id).map(Vec::as_slice).unwrap_or_default();
            Owing { unit, name: unit.name_on(today), due_on, standing: standing(versions, due_on, &overdue, today) }
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
    found.iter().for_each(|one| total.add(&one.standing));
    let by_unit = query.group_by == Grouping::Unit;
    PlanCoverage {
        movement_id: query.movement_id,
        as_of: scope.today,
        within: query.within,
        group_by: query.group_by,
        total,
        groups: (!by_unit).then(|| groups(scope, query.group_by, found)),
        rows: by_unit.then(|| found.iter().map(|one| row(scope, one)).collect()),
    }
}

fn row(scope: &Scope, one: &Owing<'_>) -> CoverageRow {
    let Owing { unit, name, due_on, standing } = one;
    let seen = standing.plan.filter(|(_, sent)| scope.sees(unit.id, *sent));
    CoverageRow {
        unit_id: unit.id,
        unit_name: (*name).to_owned(),
        unit_kind: unit.kind,
        level: unit.tier(),
        province_code: unit.province_code.clone(),
        state: standing.state,
        plan_id: seen.map(|(id, _)| id),
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

fn groups(scope: &Scope, by: Grouping, found: &[Owing<'_>]) -> Vec<CoverageGroup> {
    let mut counts: BTreeMap<Key<'_>, Counts> = BTreeMap::new();
    for one in found {
        let key = match by {
            Grouping::Level => Key::Level(one.unit.tier()),
            Grouping::Kind => Key::Kind(one.unit.kind),
            Grouping::Province | Grouping::Unit => Key::Province(one.unit.province_code.as_deref()),
        };
        counts.entry(key).or_default().add(&one.standing);
    }
    let provinces = if by == Grouping::Province { provinces(scope) } else { HashMap::new() };
    let group = |(key, counts): (Key<'_>, Counts)| {
        let (key, name) = match key {
            Key::Level(level) => (slug(&level), level_name(level).to_owned()),
            Key::Kind(kind) => (slug(&kind), kind_name(kind, scope.today).to_owned()),
            Key::Province(None) => (None, level_name(Tier::Central).to_owned()),
            Key::Province(Some(code)) => {
                (Some(code.to_owned()), provinces.get(code).cloned().unwrap_or_else(|| code.to_owned()))
            }
        };
        CoverageGroup { key, name, counts }
    };
    counts.into_iter().map(group).collect()
}

fn slug(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// A province is called what its department of justice is the department of.
fn provinces(scope: &Scope) -> HashMap<&str, String> {
    let today = scope.today;
    let departments = scope.organisation.units().filter(|unit| unit.kind == UnitKind::ProvincialJusticeDepartment);
    let named = departments.filter(|unit| unit.exists_on(today)).filter_map(|unit| {
        let name = unit.name_on(today).strip_prefix(kind_name(unit.kind, today))?.trim();
        let mut letters = name.chars();
        let first = letters.next()?.to_uppercase().to_string();
        Some((unit.province_code.as_deref()?, first + letters.as_str()))
    });
    named.collect()
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
    Ok(Table { name: "plan-coverage", columns, rows })
}

/// The members that the columns name, of the rows themselves or of their counts.
fn lines<T: Serialize>(columns: &[&str], rows: &[T]) -> Result<Vec<Vec<Value>>> {
    let line = |row: &T| {
        let row = serde_json::to_value(row).map_err(Error::internal)?;
        let member = |name: &&str| row.get(*name).or_else(|| row.get("counts")?.get(*name)).cloned();
        Ok(columns.iter().map(|name| member(name).unwrap_or_default()).collect())
    };
    rows.iter().map(line).collect()
}
