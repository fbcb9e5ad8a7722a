//! Figures, grouped and folded: three queries, whatever the part of the tree.
use std::collections::HashSet;

use entity::indicator;
use sea_orm::{ConnectionTrait, StreamTrait};
use uuid::Uuid;

use super::{
    dto::{Basis, Progress, ProgressQuery},
    family::Family,
    repo::{self, Selection},
    table::Table,
};
use crate::{
    features::planning::movements,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
};

/// The units asked for, as the tree is on the day of the basis; none stands for all.
fn units(scope: &Scope, query: &ProgressQuery) -> Option<HashSet<Uuid>> {
    let tops = match query.within {
        Some(top) if Some(top) == scope.organisation.ministry() => return None,
        Some(top) => vec![top],
        None if scope.reads_sector() => return None,
        None => scope.reading().to_vec(),
    };
    let day = query.basis.day(scope.today).unwrap_or(scope.today);
    Some(tops.into_iter().flat_map(|top| scope.organisation.subtree(top, day)).collect())
}

/// Who may have reported a part of what those units have.
fn filers(scope: &Scope, basis: Basis, units: &HashSet<Uuid>) -> Vec<Uuid> {
    let Some(day) = basis.day(scope.today) else { return units.iter().copied().collect() };
    let before = units.iter().flat_map(|unit| scope.organisation.predecessors(*unit, day));
    let all: HashSet<Uuid> = units.iter().copied().chain(before).collect();
    all.into_iter().collect()
}

pub async fn compute(
    db: &(impl ConnectionTrait + StreamTrait),
    scope: &Scope,
    query: &ProgressQuery,
) -> Result<Progress> {
    let movement = movements::repo::get(db, scope, query.movement_id).await?;
    let wanted: Vec<&str> = query.period.iter().map(|code| &**code).collect();
    let family = Family::of(db, movement.id, &wanted).await?;
    let indicators = chosen_indicators(movements::repo::indicators_of(db, movement.id).await?, query)?;
    let (period_ids, indicator_ids) = (family.periods(), indicators.iter().map(|m| m.id).collect::<Vec<_>>());
    let units = units(scope, query);
    let filers = units.as_ref().map(|units| filers(scope, query.basis, units));
    let kinds = repo::kinds(db, &indicator_ids).await?;
    let mut table = Table::new(scope, query.group_by, query.basis, units, &family, &indicators);
    for (rank, movement_id) in family.movements.iter().enumerate() {
        let selection = Selection {
            movement_id: *movement_id,
            periods: &period_ids,
            indicators: &indicator_ids,
            units: filers.as_deref(),
            quality: query.quality,
        };
        table.expect(&repo::owed(db, &selection).await?, &kinds);
        repo::each_figure(db, &selection, |row| table.add(rank, &row)).await?;
    }
    Ok(Progress {
        movement_id: movement.id,
        within: query.within,
        group_by: query.group_by,
        quality: query.quality,
        basis: query.basis,
        rows: table.rows(),
        child_movements: family.movements.into_iter().skip(1).collect(),
        periods: family.codes,
    })
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
