//! Who reports to a unit, with what, and what that adds up to.
use std::collections::HashMap;

use entity::{consolidation, indicator, obligation::ObligationStatus, report::ReportStatus};
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
        reporting::progress::{self, fold::Folding},
    },
    kernel::{
        error::{Error, Result},
        scope::Scope,
    },
    store::versions,
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
    let values = repo::values(db, &versions.values().copied().collect::<Vec<_>>()).await?;
    let used = sources.iter().enumerate().filter_map(|(place, source)| {
        let version = versions.get(&source.report_id?)?;
        Some((*version, (place, source.unit_id)))
    });
    let used: HashMap<Uuid, (usize, Uuid)> = used.collect();
    let mut told: HashMap<Uuid, Vec<(usize, Uuid, &Said)>> = HashMap::new();
    for said in &values {
        if let Some((place, unit)) = used.get(&said.version_id) {
            told.entry(said.indicator_id).or_default().push((*place, *unit, said));
        }
    }
    let indicators = movements::repo::indicators_of(db, of.movement_id).await?;
    let figure = |indicator: &indicator::Model| {
        let mut told = told.remove(&indicator.id)?;
        told.sort_by_key(|(place, ..)| *place);
        Some(folded(indicator, &told))
    };
    let figures = indicators.iter().filter_map(figure).collect();
    Ok(ConsolidatedContent { sources, figures })
}

/// Each unit's own figure, and what it has itself consolidated from below.
fn folded(indicator: &indicator::Model, told: &[(usize, Uuid, &Said)]) -> ConsolidatedFigure {
    let filed = told.iter().flat_map(|(_, unit, said)| [(*unit, said.own), (*unit, said.below)]);
    let folded = progress::fold_once(Folding::of(indicator), filed);
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

/// Every unit that owes its report to this one, and of each report used the id of its version.
async fn sources(db: &impl ConnectionTrait, scope: &Scope, of: Of) -> Result<(Vec<Source>, HashMap<Uuid, Uuid>)> {
    let owed = repo::owed(db, scope, of).await?;
    let wanted: HashMap<Uuid, i32> = owed.iter().filter_map(Owed::accepted).collect();
    let versions = versions::sealed_of_each(db, &wanted).await?;
    let source = |one: &Owed| {
        let version = one.report_id.and_then(|report| versions.get(&report));
        let name = || scope.organisation.name(one.unit_id, one.data_to).to_owned();
        Source {
            unit_id: one.unit_id,
            unit_name: one.named.clone().filter(|_| version.is_some()).unwrap_or_else(name),
            state: one.state(version.is_some()),
            report_id: version.map(|version| version.paper_id),
            version_no: version.map(|version| version.version_no),
            content_digest: version.map(|version| version.digest.clone()),
        }
    };
    let mut sources: Vec<_> = owed.iter().map(source).collect();
    let key = |unit: Uuid| scope.organisation.unit(unit).map(|unit| unit.sort_key_on(scope.today).to_vec());
    sources.sort_by_cached_key(|source| (key(source.unit_id), source.unit_id));
    Ok((sources, versions.into_iter().map(|(report, version)| (report, version.id)).collect()))
}

impl Owed {
    /// The report and the number of the version of it that counts.
    fn accepted(&self) -> Option<(Uuid, i32)> {
        let shown = self.shown_version_no.filter(|_| self.shown_status == Some(ReportStatus::Accepted));
        Some((self.report_id?, self.corrects.or(shown)?))
    }

    fn state(&self, used: bool) -> SourceState {
        match () {
            () if used => SourceState::Used,
            () if self.status == ObligationStatus::Waived => SourceState::Waived,
            () if self.first_submitted_at.is_some() => SourceState::NotAccepted,
            () => SourceState::Missing,
        }
    }
}
