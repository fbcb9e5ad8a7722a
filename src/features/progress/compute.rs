//! Figures, grouped and folded: three queries, whatever the part of the tree.
use std::collections::{BTreeMap, HashMap};

use entity::indicator;
use sea_orm::{ConnectionTrait, StreamTrait};
use uuid::Uuid;

use super::{
    dto::{Group, GroupBy, Progress, ProgressQuery, ProgressRow},
    fold::{Figure, fold},
    repo::{self, FigureRow, Part},
};
use crate::{
    core::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    features::movements::{self, dto::PeriodView},
};

/// The units asked for; none stands for all.
fn units(scope: &Scope, within: Option<Uuid>) -> Option<Vec<Uuid>> {
    match within {
        Some(_) => scope.within(within),
        None if scope.reads_sector() => None,
        None => Some(scope.below()),
    }
}

pub async fn compute(
    db: &(impl ConnectionTrait + StreamTrait),
    scope: &Scope,
    query: &ProgressQuery,
) -> Result<Progress> {
    let movement = movements::repo::get(db, scope, query.movement_id).await?;
    let periods = chosen_periods(movements::repo::periods(db, movement.id).await?, query)?;
    let indicators = chosen_indicators(movements::repo::indicators_of(db, movement.id).await?, query)?;
    let period_ids: Vec<Uuid> = periods.iter().map(|p| p.id).collect();
    let indicator_ids: Vec<Uuid> = indicators.iter().map(|m| m.id).collect();
    let units = units(scope, query.within);
    let part = Part {
        movement_id: movement.id,
        periods: &period_ids,
        indicators: &indicator_ids,
        units: units.as_deref(),
        quality: query.quality,
    };
    let owed = repo::owed(db, &part).await?;
    let kinds = repo::kinds(db, &indicator_ids).await?;
    let mut table = Table { scope, group_by: query.group_by, cells: BTreeMap::new() };
    for (at, indicator) in indicators.iter().enumerate() {
        let applies = kinds.get(&indicator.id).map(Vec::as_slice).unwrap_or_default();
        for (unit, owed) in &owed {
            let kind = scope.organisation.unit(*unit).map(|u| u.kind);
            if kind.is_some_and(|kind| applies.contains(&kind)) {
                table.cell(at, *unit).1 += owed;
            }
        }
    }
    let place = Place::of(&indicator_ids, &period_ids);
    repo::each_figure(db, &part, |row| table.add(&place, row)).await?;
    Ok(Progress {
        movement_id: movement.id,
        within: query.within,
        periods: periods.into_iter().map(|p| p.code).collect(),
        group_by: query.group_by,
        quality: query.quality,
        rows: table.rows(&indicators),
    })
}

fn chosen_periods(all: Vec<PeriodView>, query: &ProgressQuery) -> Result<Vec<PeriodView>> {
    let known = |code: &str| all.iter().any(|p| p.code == code);
    if query.period.iter().any(|code| !known(code)) {
        return Err(Error::with(Code::InvalidParameter, "period"));
    }
    let chosen = |p: &PeriodView| query.period.is_empty() || query.period.iter().any(|code| **code == p.code);
    Ok(all.into_iter().filter(chosen).collect())
}

fn chosen_indicators(all: Vec<indicator::Model>, query: &ProgressQuery) -> Result<Vec<indicator::Model>> {
    let known = |code: &str| all.iter().any(|m| m.code == code);
    if query.indicator_code.iter().any(|code| !known(code)) {
        return Err(Error::with(Code::InvalidParameter, "indicator_code"));
    }
    let codes = &query.indicator_code;
    let chosen = |m: &indicator::Model| codes.is_empty() || codes.iter().any(|code| **code == m.code);
    Ok(all.into_iter().filter(chosen).collect())
}

/// Where indicators and periods stand in the movement.
struct Place {
    indicators: HashMap<Uuid, usize>,
    periods: HashMap<Uuid, u32>,
}

impl Place {
    fn of(indicators: &[Uuid], periods: &[Uuid]) -> Self {
        Self {
            indicators: indicators.iter().copied().zip(0..).collect(),
            periods: periods.iter().copied().zip(0..).collect(),
        }
    }
}

/// Figures and reports owed, by indicator (its place in the movement) and group.
struct Table<'a> {
    scope: &'a Scope,
    group_by: GroupBy,
    cells: BTreeMap<(usize, Group), (Vec<Figure>, u64)>,
}

impl Table<'_> {
    fn cell(&mut self, indicator: usize, unit: Uuid) -> &mut (Vec<Figure>, u64) {
        let group = self.group(unit);
        self.cells.entry((indicator, group)).or_default()
    }

    fn group(&self, id: Uuid) -> Group {
        let unit = self.scope.organisation.unit(id);
        match self.group_by {
            GroupBy::Indicator => Group::default(),
            GroupBy::Unit => Group {
                unit_id: Some(id),
                unit_name: unit.map(|u| u.name_on(self.scope.today).to_owned()),
                ..Default::default()
            },
            GroupBy::Kind => Group { kind: unit.map(|u| u.kind), ..Default::default() },
            GroupBy::Province => {
                Group { province_code: unit.and_then(|u| u.province_code.clone()), ..Default::default() }
            }
        }
    }

    fn add(&mut self, place: &Place, row: FigureRow) {
        let (Some(indicator), Some(at)) = (place.indicators.get(&row.indicator_id), place.periods.get(&row.period_id))
        else {
            return;
        };
        let FigureRow { unit_id, value, numerator, denominator, .. } = row;
        self.cell(*indicator, unit_id).0.push(Figure { unit_id, at: *at, value, numerator, denominator });
    }

    fn rows(self, indicators: &[indicator::Model]) -> Vec<ProgressRow> {
        let row = |((at, group), (figures, expected)): ((usize, Group), (Vec<Figure>, u64))| {
            let indicator = indicators.get(at)?;
            let folded = fold(indicator.aggregation, &figures);
            Some(ProgressRow {
                indicator_id: indicator.id,
                indicator_code: indicator.code.clone(),
                unit_of_measure: indicator.unit_of_measure.clone(),
                aggregation: indicator.aggregation,
                group,
                value: folded.value,
                numerator: folded.numerator,
                denominator: folded.denominator,
                percent: folded.percent,
                reported: folded.reported,
                expected,
            })
        };
        self.cells.into_iter().filter_map(row).collect()
    }
}
