//! Who reports to a unit, with what, and what that adds up to.
use entity::{consolidation, indicator, obligation::ObligationStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    dto::{ConsolidatedContent, ConsolidatedFigure, Source, SourceChange, SourceState},
    repo::{self, Owed, Said},
    rules,
};
use crate::{
    features::{
        planning::movements,
        reporting::progress::{
            self,
            fold::{Folded, Folding},
        },
    },
    kernel::{
        error::{Error, Result},
        scope::Scope,
    },
};

/// For whom and for when.
#[derive(Clone, Copy, Debug)]
pub struct Of {
    pub movement_id: Uuid,
    pub period_id: Uuid,
    pub unit_id: Uuid,
}

impl From<&consolidation::Model> for Of {
    fn from(m: &consolidation::Model) -> Self {
        Self { movement_id: m.movement_id, period_id: m.period_id, unit_id: m.unit_id }
    }
}

pub async fn content(db: &impl ConnectionTrait, scope: &Scope, of: Of) -> Result<ConsolidatedContent> {
    let (sources, versions) = sources(db, scope, of).await?;
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

/// What has become of its sources since it was made.
pub async fn changes(db: &impl ConnectionTrait, scope: &Scope, m: &consolidation::Model) -> Result<Vec<SourceChange>> {
    let (now, _) = sources(db, scope, m.into()).await?;
    Ok(rules::changes(&read(m)?.sources, &now))
}

pub fn read(m: &consolidation::Model) -> Result<ConsolidatedContent> {
    serde_json::from_str(&m.content).map_err(Error::internal)
}

/// Every unit that owes its report to this one, and the ids of the versions used.
async fn sources(db: &impl ConnectionTrait, scope: &Scope, of: Of) -> Result<(Vec<Source>, Vec<Uuid>)> {
    let owed = repo::owed(db, scope, of).await?;
    let versions = owed.iter().filter_map(|one| one.version_id).collect();
    let source = |one: Owed| {
        let used = one.version_id.is_some();
        let name = || scope.organisation.name(one.unit_id, one.data_to).to_owned();
        Source {
            unit_id: one.unit_id,
            state: one.state(),
            unit_name: one.named.filter(|_| used).unwrap_or_else(name),
            report_id: one.report_id.filter(|_| used),
            version_no: one.version_no,
            content_digest: one.digest,
        }
    };
    let mut sources: Vec<_> = owed.into_iter().map(source).collect();
    let key = |unit: Uuid| scope.organisation.unit(unit).map(|unit| unit.sort_key_on(scope.today).to_vec());
    sources.sort_by_cached_key(|source| (key(source.unit_id), source.unit_id));
    Ok((sources, versions))
}

impl Owed {
    fn state(&self) -> SourceState {
        match () {
            () if self.version_id.is_some() => SourceState::Used,
            () if self.status == ObligationStatus::Waived => SourceState::Waived,
            () if self.first_submitted_at.is_some() => SourceState::NotAccepted,
            () => SourceState::Missing,
        }
    }
}
