//! Exemplars that dossiers rest on, as facts: a recognised initiative counts for whoever it is of, as far as the units reach that
//! have recognised it, and no more once its recognition was withdrawn.
use std::collections::HashMap;

use base::{
    kernel::{digest, error::Result, scope::Scope},
    store::db::Conn,
};
use entity::nomination;
use serde_json::json;
use uuid::Uuid;

use super::{
    dto::{Fact, Source},
    facts::Initiative,
};
use crate::{
    exemplars::facts::{RecognisedExemplar, recognised},
    nominations::{dto::Evidence, initiatives},
};

/// The exemplars that some dossiers name.
pub async fn read(db: &Conn, evidence: &HashMap<Uuid, Vec<Evidence>>) -> Result<HashMap<Uuid, RecognisedExemplar>> {
    let mut ids: Vec<Uuid> = evidence.values().flatten().filter_map(|named| named.exemplar_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(recognised(db, &ids).await?.into_iter().map(|exemplar| (exemplar.id, exemplar)).collect())
}

/// How the initiatives of a subject are known that its dossier names.
pub fn keys(
    scope: &Scope,
    m: &nomination::Model,
    (exemplars, evidence): (&HashMap<Uuid, RecognisedExemplar>, &HashMap<Uuid, Vec<Evidence>>),
) -> Vec<String> {
    let own = named(scope, m, exemplars, evidence.get(&m.id).map(Vec::as_slice).unwrap_or_default());
    own.into_iter().flat_map(initiatives::keys_of).collect()
}

/// Those of the subject, each once.
fn named<'a>(
    scope: &Scope,
    m: &nomination::Model,
    exemplars: &'a HashMap<Uuid, RecognisedExemplar>,
    evidence: &[Evidence],
) -> Vec<&'a RecognisedExemplar> {
    let mut own: Vec<&RecognisedExemplar> = vec![];
    for exemplar in evidence.iter().filter_map(|named| exemplars.get(&named.exemplar_id?)) {
        let again = own.iter().any(|other| other.id == exemplar.id);
        if !again && initiatives::is_of(&scope.organisation, scope.today, exemplar, m) {
            own.push(exemplar);
        }
    }
    own
}

pub fn initiatives(
    scope: &Scope,
    m: &nomination::Model,
    exemplars: &HashMap<Uuid, RecognisedExemplar>,
    evidence: &[Evidence],
) -> Result<Vec<Initiative>> {
    let ministry = scope.organisation.ministry();
    let fact = |exemplar: &RecognisedExemplar| {
        Ok(Initiative {
            stands: exemplar.is_initiative_on(scope.today),
            of_ministry: ministry.is_some_and(|unit| exemplar.is_recognised_by(unit, scope.today)),
            keys: initiatives::keys_of(exemplar),
            fact: of_exemplar(exemplar)?,
        })
    };
    named(scope, m, exemplars, evidence).into_iter().map(fact).collect()
}

/// By its documents: what it says may still be told better.
pub fn of_exemplar(m: &RecognisedExemplar) -> Result<Fact> {
    let documents: Vec<_> =
        m.recognitions.iter().map(|one| json!([one.unit_id, one.document_number, one.issued_on])).collect();
    let text = digest::canonical(&json!({ "id": m.id, "withdrawn": m.withdrawn, "recognitions": documents }))?;
    let said = m.recognitions.iter().map(|one| format!("{} ({})", one.document_number, one.unit_name));
    let said = said.collect::<Vec<_>>().join(" · ").chars().take(700).collect();
    Ok(Fact {
        source: Source::Exemplar,
        id: Some(m.id),
        version_no: None,
        digest: Some(digest::sha256_hex(text.as_bytes())),
        on: m.recognitions.iter().map(|one| one.issued_on).min(),
        year: None,
        said,
    })
}
