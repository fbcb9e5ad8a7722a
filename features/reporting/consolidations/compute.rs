//! What was reported to a unit, and what that adds up to.
use base::{
    kernel::{
        error::{Error, Result},
        scope::Scope,
    },
    store::db::Conn,
};
use entity::{consolidation, indicator};
use planning::movements;

use super::{
    dto::{ConsolidatedContent, ConsolidatedFigure},
    repo::{self, Said},
};
use crate::{
    progress::{
        self,
        fold::{Folded, Folding},
    },
    reports::sources::{self, Of},
};

pub async fn content(db: &Conn, scope: &Scope, of: Of) -> Result<ConsolidatedContent> {
    let (sources, versions) = sources::of(db, scope, of).await?;
    let indicators = movements::repo::indicators_of(db, of.movement_id).await?;
    let (added, others): (Vec<_>, Vec<_>) = indicators.iter().partition(|one| Folding::of(one).adds_up());
    let ids = |of: &[&indicator::Model]| of.iter().map(|one| one.id).collect::<Vec<_>>();
    let totals = repo::totals(db, &versions, &ids(&added)).await?;
    let values = repo::values(db, &versions, &ids(&others)).await?;
    let figure = |indicator: &indicator::Model| {
        let folding = Folding::of(indicator);
        let folded = match totals.get(&indicator.id) {
            Some(total) => progress::fold_totals(folding, (total.over, total.under), total.reported),
            None => one_by_one(folding, values.iter().filter(|said| said.indicator_id == indicator.id))?,
        };
        Some(told(indicator, &folded))
    };
    let figures = indicators.iter().filter_map(figure).collect();
    Ok(ConsolidatedContent { sources, figures })
}

/// Each unit's own figure, and what it has itself consolidated from below. None where nobody says anything of it.
fn one_by_one<'a>(folding: Folding, said: impl Iterator<Item = &'a Said>) -> Option<Folded> {
    let mut said = said.peekable();
    said.peek()?;
    let filed = said.flat_map(|said| [(said.version_id, said.own), (said.version_id, said.below)]);
    Some(progress::fold_once(folding, filed))
}

fn told(indicator: &indicator::Model, folded: &Folded) -> ConsolidatedFigure {
    ConsolidatedFigure {
        indicator_id: indicator.id,
        indicator_code: indicator.code.clone(),
        indicator_name: indicator.name.clone(),
        unit_of_measure: indicator.unit_of_measure.clone(),
        value: folded.value,
        numerator: folded.numerator,
        denominator: folded.denominator,
        percent: folded.percent,
        overflow: folded.overflow,
        reported: folded.reported,
    }
}

pub fn read(m: &consolidation::Model) -> Result<ConsolidatedContent> {
    serde_json::from_str(&m.content).map_err(Error::internal)
}
