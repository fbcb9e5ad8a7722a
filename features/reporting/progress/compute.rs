//! What was asked for, from what is in memory.
use std::collections::HashSet;

use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::figures::Figures,
};
use entity::{indicator, period};
use planning::movements;
use uuid::Uuid;

use super::{
    dto::{Basis, GroupBy, Quality},
    family::Family,
    lines::Lines,
    routing::Routing,
    table::{Question, Table},
    told::Told,
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
    /// Whom it inspects in the movement.
    pub inspecting: Vec<Uuid>,
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
    pub told: Told,
}

/// The units asked for, as the tree is on the day of the basis; none stands for all.
pub fn reading_units(scope: &Scope, movement_id: Uuid, within: Option<Uuid>, basis: Basis) -> Option<HashSet<Uuid>> {
    let tops = match within {
        Some(top) if Some(top) == scope.organisation.ministry() => return None,
        Some(top) => vec![top],
        None if scope.reads_sector() => return None,
        None => scope.reading().to_vec(),
    };
    let day = basis.day(scope.today).unwrap_or(scope.today);
    let mut units: HashSet<Uuid> = tops.into_iter().flat_map(|top| scope.organisation.subtree(top, day)).collect();
    if within.is_none() {
        units.extend(scope.inspected_in(movement_id));
    }
    Some(units)
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

pub fn compute(figures: &Figures, scope: &Scope, ask: &Ask) -> Result<Computed> {
    let frame = &figures.frame;
    let measured = frame.movement(ask.movement_id);
    measured
        .filter(|m| movements::repo::sees(scope, m.status, m.launched_by_unit_id))
        .ok_or_else(|| Error::new(Code::NotFound))?;
    let family = Family::of(frame, ask.movement_id, &ask.periods)?;
    let indicators = chosen(frame.indicators(ask.movement_id).cloned().collect(), ask)?;
    let question = Question {
        movement_id: ask.movement_id,
        group_by: ask.group_by,
        quality: ask.quality,
        basis: ask.basis,
        series: ask.series,
        asked: asked(scope, ask),
    };
    let routing =
        Routing::new(scope, question, reading_units(scope, ask.movement_id, ask.within, ask.basis), &figures.units);
    let by_period = frame.asks_more_later(ask.movement_id);
    let mut table = Table::new(scope, question, &family, &indicators, (routing, by_period));
    table.count(family.movements.iter().map(|id| figures.movement(*id)).collect());
    for (at, indicator) in indicators.iter().enumerate() {
        table.fold(frame, at, indicator);
    }
    let lines = table.into_lines();
    Ok(Computed {
        seq: figures.seq,
        child_movements: family.movements.iter().copied().skip(1).collect(),
        codes: family.codes(),
        periods: family.periods,
        indicators,
        lines,
        told: Told::default(),
    })
}

fn chosen(all: Vec<indicator::Model>, ask: &Ask) -> Result<Vec<indicator::Model>> {
    let known = |code: &String| all.iter().any(|m| m.code == *code);
    if !ask.indicators.iter().all(known) {
        return Err(Error::with(Code::InvalidParameter, "indicator_code"));
    }
    let chosen = |m: &indicator::Model| ask.indicators.is_empty() || ask.indicators.contains(&m.code);
    Ok(all.into_iter().filter(chosen).collect())
}
