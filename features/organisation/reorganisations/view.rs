//! How a reorganisation looks to clients.
use base::{
    kernel::{
        error::{Error, Result},
        organisation::Organisation,
        scope::Scope,
        transition::Case,
    },
    store::db::Conn,
};
use entity::{reorganisation, reorganisation_effect};

use super::{
    dto::{EffectCount, EffectView, Preview, ReorganisationSummary, ReorganisationView, Step},
    repo,
    rules::ReorganisationAction,
};

pub fn steps(m: &reorganisation::Model) -> Result<Vec<Step>> {
    serde_json::from_str(&m.steps).map_err(Error::internal)
}

pub async fn whole(db: &Conn, scope: &Scope, m: reorganisation::Model) -> Result<ReorganisationView> {
    let effects = repo::counts(db, scope, &[m.id]).await?.into_iter().map(|(_, count)| count).collect();
    let (steps, actions) = (steps(&m)?, Case::<ReorganisationAction>::of(&m, db, scope).await?.actions(scope));
    Ok(ReorganisationView { summary: summary(m, effects), steps, actions })
}

pub async fn summaries(
    db: &Conn,
    scope: &Scope,
    rows: Vec<reorganisation::Model>,
) -> Result<Vec<ReorganisationSummary>> {
    let ids: Vec<_> = rows.iter().map(|m| m.id).collect();
    let counts = repo::counts(db, scope, &ids).await?;
    let of = |m: reorganisation::Model| {
        let effects = counts.iter().filter(|(id, _)| *id == m.id).map(|(_, count)| count.clone()).collect();
        summary(m, effects)
    };
    Ok(rows.into_iter().map(of).collect())
}

fn summary(m: reorganisation::Model, effects: Vec<EffectCount>) -> ReorganisationSummary {
    let preview = m.digest.zip(m.previewed_at).map(|(digest, previewed_at)| Preview { digest, previewed_at, effects });
    ReorganisationSummary {
        id: m.id,
        title: m.title,
        status: m.status,
        legal_basis: m.legal_basis,
        legal_basis_verified: m.legal_basis_verified,
        in_force_from: m.in_force_from,
        operational_from: m.operational_from,
        preview,
        applied_at: m.applied_at,
        failure: m.failure,
        end_reason: m.end_reason,
        updated_at: m.updated_at,
        version: m.version,
    }
}

/// What administrators look after; everything else is a paper.
const ADMINISTERED: [&str; 2] = ["unit", "user"];

pub fn effect(scope: &Scope, m: reorganisation_effect::Model) -> EffectView {
    let organisation: &Organisation = &scope.organisation;
    let told = ADMINISTERED.contains(&m.resource.as_str()) || scope.owns(m.unit_id);
    let last = organisation.unit(m.unit_id).and_then(|unit| unit.valid_to).unwrap_or(chrono::NaiveDate::MAX);
    EffectView {
        ordinal: m.ordinal,
        resource: m.resource,
        effect: m.effect,
        subject_id: told.then_some(m.subject_id),
        unit_id: m.unit_id,
        unit_name: organisation.name(m.unit_id, last).to_owned(),
        heir_id: m.heir_id,
        hidden_fields: if told { vec![] } else { vec!["subject_id"] },
    }
}
