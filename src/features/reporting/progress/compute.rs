//! What was asked for, from what the database has: by few statements, whatever the part of the tree.
use std::collections::{HashMap, HashSet};

use entity::{indicator, period};
use sea_orm::{ConnectionTrait, StreamTrait};
use uuid::Uuid;

use super::{
    dto::{Basis, GroupBy, Quality},
    family::Family,
    lineage::Amounts,
    promise,
    repo::{self, Selection},
    table::{Lines, Question, Table},
};
use crate::{
    features::planning::movements,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
};

/// Everything an answer depends on besides the figures themselves and which page of it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    pub movement_id: Uuid,
    pub within: Option<Uuid>,
    pub periods: Vec<String>,
    pub indicators: Vec<String>,
    pub group_by: GroupBy,
    pub quality: Quality,
    pub basis: Basis,
    /// Each period for itself.
    pub series: bool,
    /// Whose papers the caller reads.
    pub reading: Vec<Uuid>,
    pub today: chrono::NaiveDate,
}

/// All that was asked for.
pub struct Computed {
    /// The number of the last change of figures that is in it.
    pub seq: i64,
    pub child_movements: Vec<Uuid>,
    pub periods: Vec<period::Model>,
    pub codes: Vec<String>,
    pub indicators: Vec<indicator::Model>,
    pub lines: Lines,
}

/// The units asked for, as the tree is on the day of the basis; none stands for all.
fn units(scope: &Scope, ask: &Ask) -> Option<HashSet<Uuid>> {
    let tops = match ask.within {
        Some(top) if Some(top) == scope.organisation.ministry() => return None,
        Some(top) => vec![top],
        None if scope.reads_sector() => return None,
        None => scope.reading().to_vec(),
    };
    let day = ask.basis.day(scope.today).unwrap_or(scope.today);
    Some(tops.into_iter().flat_map(|top| scope.organisation.subtree(top, day)).collect())
}

/// Who may have reported a part of what those units have.
fn filers(scope: &Scope, basis: Basis, units: &HashSet<Uuid>) -> Vec<Uuid> {
    let Some(day) = basis.day(scope.today) else { return units.iter().copied().collect() };
    let before = units.iter().flat_map(|unit| scope.organisation.predecessors(*unit, day));
    let all: HashSet<Uuid> = units.iter().copied().chain(before).collect();
    all.into_iter().collect()
}

/// Whose own target is told beside the sum of a part of the tree: that of its top.
fn asked(scope: &Scope, ask: &Ask) -> Option<Uuid> {
    match (ask.group_by, ask.within, scope.reading()) {
        (GroupBy::Indicator, Some(top), _) => Some(top),
        (GroupBy::Indicator, None, _) if scope.reads_sector() => scope.organisation.ministry(),
        (GroupBy::Indicator, None, [own]) => Some(*own),
        _ => None,
    }
}

pub async fn compute(db: &(impl ConnectionTrait + StreamTrait), scope: &Scope, ask: &Ask) -> Result<Computed> {
    let movement = movements::repo::get(db, scope, ask.movement_id).await?;
    let wanted: Vec<&str> = ask.periods.iter().map(String::as_str).collect();
    let family = Family::of(db, movement.id, &wanted).await?;
    let indicators = chosen_indicators(movements::repo::indicators_of(db, movement.id).await?, ask)?;
    let (period_ids, indicator_ids) = (family.period_ids(), indicators.iter().map(|m| m.id).collect::<Vec<_>>());
    let units = units(scope, ask);
    let filers = units.as_ref().map(|units| filers(scope, ask.basis, units));
    let kinds = repo::kinds(db, &indicator_ids).await?;
    let question = Question {
        group_by: ask.group_by,
        quality: ask.quality,
        basis: ask.basis,
        series: ask.series,
        asked: asked(scope, ask),
    };
    let mut table = Table::new(scope, question, units, &family, &indicators);
    for (rank, movement_id) in family.movements.iter().enumerate() {
        let selection = Selection {
            movement_id: *movement_id,
            periods: &period_ids,
            indicators: &indicator_ids,
            units: filers.as_deref(),
        };
        table.expect(&repo::owed(db, &selection).await?, &kinds);
        repo::each_figure(db, &selection, |row| table.add(rank, &row)).await?;
        table.promise(rank, promise::in_force(db, *movement_id, &indicator_ids, filers.as_deref()).await?);
    }
    let milestones = milestones(db, &family, &table.promised(), ask.series).await?;
    let lines = table.lines(&milestones);
    Ok(Computed {
        // Whoever reads the counters sets it.
        seq: 0,
        child_movements: family.movements.iter().copied().skip(1).collect(),
        codes: family.codes(),
        periods: family.periods,
        indicators,
        lines,
    })
}

/// Of the last period or, for a series, of all.
async fn milestones(
    db: &impl ConnectionTrait,
    family: &Family,
    targets: &[Uuid],
    series: bool,
) -> Result<HashMap<(Uuid, u32), Amounts>> {
    let periods = if series { family.at(None) } else { family.at(family.last()) };
    let found = promise::milestones(db, targets, &periods).await?;
    let placed = found.into_iter().filter_map(|m| {
        let amounts = Amounts { value: m.value, numerator: m.numerator, denominator: m.denominator };
        Some(((m.target_id, family.slot(m.period_id)?.at), amounts))
    });
    Ok(placed.collect())
}

fn chosen_indicators(all: Vec<indicator::Model>, ask: &Ask) -> Result<Vec<indicator::Model>> {
    let known = |code: &String| all.iter().any(|m| m.code == *code);
    if !ask.indicators.iter().all(known) {
        return Err(Error::with(Code::InvalidParameter, "indicator_code"));
    }
    let chosen = |m: &indicator::Model| ask.indicators.is_empty() || ask.indicators.contains(&m.code);
    Ok(all.into_iter().filter(chosen).collect())
}
