//! How exemplars look to clients.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope, text::Text, transition::Case},
    store::{db::Conn, document::DocumentView},
};
use entity::{exemplar, exemplar_recognition, indicator, report};
use uuid::Uuid;

use super::{
    dto::{ExemplarSummary, ExemplarView, Fostering, RecognitionView, ResultView},
    repo::{self, Shown},
    rules::ExemplarAction,
    spread::{self, ExemplarSpread, Figure},
};

pub async fn whole(db: &Conn, scope: &Scope, m: exemplar::Model) -> Result<ExemplarView> {
    let actions = Case::<ExemplarAction>::of(&m, db, scope).await?.actions(scope);
    let all = repo::sees_all(scope, &m);
    let recognitions = repo::recognitions(db, m.id).await?.into_iter().map(recognition).collect();
    let results = results(db, scope, repo::results(db, m.id, None).await?).await?;
    // The words of a reason may tell of people; the sector is told the document.
    let hidden_fields = if m.end_reason.is_some() && !all { vec!["end_reason"] } else { vec![] };
    Ok(ExemplarView {
        description: m.description.clone(),
        person_name: m.person_name.clone(),
        person_agrees: m.person_agrees,
        fostering: fostering(&m),
        recognitions,
        results,
        adopters: repo::adopters(db, m.id).await?,
        conclusion: m.conclusion.clone(),
        end_reason: m.end_reason.clone().filter(|_| all),
        end_document: m.end_document.clone(),
        actions,
        hidden_fields,
        summary: m.into(),
    })
}

fn fostering(m: &exemplar::Model) -> Option<Fostering> {
    Some(Fostering {
        plan: Text::stored(m.foster_plan.clone()?),
        responsible: Text::stored(m.foster_responsible.clone()?),
        until: m.foster_until?.into(),
    })
}

fn recognition(m: exemplar_recognition::Model) -> RecognitionView {
    RecognitionView {
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        document: DocumentView::signed(m.document_number, Some(m.document_issued_on), m.signature),
        created_at: m.created_at,
    }
}

/// Figures as a caller reads them: whoever does not read the report is not told its id.
pub async fn results(db: &Conn, scope: &Scope, shown: Vec<Shown>) -> Result<Vec<ResultView>> {
    let indicators = repo::indicators(db, &shown).await?;
    let one = |shown: Shown| {
        let reads = reads(scope, &shown.report);
        ResultView {
            report_id: Some(shown.report.id).filter(|_| reads),
            version_no: shown.version.version_no,
            content_digest: shown.version.digest,
            period_code: shown.report.period_code,
            indicator_code: shown.value.indicator_id.and_then(|id| indicators.get(&id)).map(|m| m.code.clone()),
            value: shown.value.value,
            numerator: shown.value.numerator,
            denominator: shown.value.denominator,
            quality: shown.value.quality,
        }
    };
    Ok(shown.into_iter().map(one).collect())
}

/// Whether the caller reads a report that was sent.
fn reads(scope: &Scope, report: &report::Model) -> bool {
    let prepared = report.preparer_unit_id.is_some_and(|unit| scope.owns(unit));
    prepared || scope.sees_in(report.movement_id, report.unit_id, true)
}

/// Where it has spread to, and the sum of what it has brought there.
pub async fn spread(db: &Conn, exemplar_id: Uuid) -> Result<ExemplarSpread> {
    let shown = repo::results_of_adopters(db, exemplar_id).await?;
    let indicators = repo::indicators(db, &shown).await?;
    let figures: Vec<Figure> = shown.iter().filter_map(|one| figure(one, &indicators)).collect();
    let provinces = repo::provinces(db, exemplar_id).await?;
    Ok(ExemplarSpread {
        exemplar_id,
        adopters: provinces.len(),
        provinces: spread::by_province(provinces),
        totals: spread::totals(&figures),
    })
}

fn figure(shown: &Shown, indicators: &HashMap<Uuid, indicator::Model>) -> Option<Figure> {
    let (value, indicator) = (&shown.value, indicators.get(&shown.value.indicator_id?)?);
    Some(Figure {
        indicator_code: indicator.code.clone(),
        aggregation: indicator.aggregation,
        unit_id: shown.report.unit_id,
        data_to: value.data_to,
        quality: value.quality,
        value: value.value,
        numerator: value.numerator,
        denominator: value.denominator,
    })
}

impl From<exemplar::Model> for ExemplarSummary {
    fn from(m: exemplar::Model) -> Self {
        Self {
            id: m.id,
            movement_id: m.movement_id,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
            province_code: m.province_code,
            kind: m.kind,
            title: m.title,
            discovered_on: m.discovered_on,
            status: m.status,
            recognised_at: m.recognised_at,
            published_at: m.published_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
