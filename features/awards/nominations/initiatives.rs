//! Initiatives and research that a dossier rests on, known by who recognised them and under which number, so that one is
//! used once: stated with a document, or named as exemplars, which are known by their documents of recognition too.
use std::collections::HashMap;

use base::{
    kernel::{
        digest,
        error::{About, Code, Error, Result},
        organisation::Organisation,
        text,
    },
    store::{
        db::{Uow, bulk},
        document::DocumentNumber,
    },
};
use chrono::NaiveDate;
use entity::{
    Statement, StatementKind, Statements,
    exemplar::ExemplarKind,
    initiative_use,
    nomination::{self, SubjectType},
    nomination_evidence,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::exemplars::facts::{self, RecognisedExemplar};

fn known_by(issuer: &str, number: &str, on: NaiveDate) -> Option<String> {
    let number = DocumentNumber::parse(number).ok()?;
    Some(format!("{}:{}:{on}", text::identity(issuer), number.key()))
}

pub fn key(statement: &Statement) -> Option<String> {
    let rests = matches!(statement.kind, StatementKind::Initiative | StatementKind::Research);
    known_by(&statement.issuer, &statement.document_number, statement.document_on).filter(|_| rests)
}

/// Of what is stated, each once.
pub fn keys(stated: &Statements) -> Vec<String> {
    let mut keys: Vec<String> = stated.0.iter().filter_map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// By itself, and by each document that recognised it.
pub fn keys_of(exemplar: &RecognisedExemplar) -> Vec<String> {
    let documents = exemplar.recognitions.iter();
    let documents = documents.filter_map(|one| known_by(&one.unit_name, &one.document_number, one.issued_on));
    documents.chain([format!("exemplar:{}", exemplar.id)]).collect()
}

/// Whether an exemplar is an initiative of the subject: its unit found it, or one that this took over from; of a person, it
/// names that person, and of a collective nobody.
pub fn is_of(organisation: &Organisation, today: NaiveDate, one: &RecognisedExemplar, m: &nomination::Model) -> bool {
    let units = organisation.heirs(one.unit_id, today);
    let own = units.contains(&m.subject_unit_id);
    let named = one.person_name.as_deref().map(text::identity);
    let whose = match m.subject_type {
        SubjectType::Collective => own && named.is_none(),
        SubjectType::Individual | SubjectType::Household => {
            (own || units.contains(&m.nominating_unit_id)) && named == Some(text::identity(&m.full_name))
        }
    };
    one.kind == ExemplarKind::Initiative && whose
}

/// Those that a dossier states, and those of its subject that it names, are those that it uses.
pub async fn set(uow: &Uow, m: &nomination::Model, stated: &Statements) -> Result<()> {
    use initiative_use::{ActiveModel, Column, Entity};
    let mut keys = keys(stated);
    for exemplar in facts::recognised(&uow.tx, &named(uow, m.id).await?).await? {
        if is_of(uow.organisation(), uow.today(), &exemplar, m) {
            keys.extend(keys_of(&exemplar));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    Entity::delete_many().filter(Column::NominationId.eq(m.id)).exec(&uow.tx).await?;
    let row = |initiative_key: String| ActiveModel {
        id: Set(Uuid::now_v7()),
        nomination_id: Set(m.id),
        initiative_key: Set(initiative_key),
    };
    Entity::insert_many(keys.into_iter().map(row)).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// The exemplars that a dossier names.
async fn named(uow: &Uow, nomination_id: Uuid) -> Result<Vec<Uuid>> {
    use nomination_evidence::{Column, Entity};
    let rows = Entity::find().filter(Column::NominationId.eq(nomination_id)).filter(Column::ExemplarId.is_not_null());
    Ok(rows.all(&uow.tx).await?.into_iter().filter_map(|row| row.exemplar_id).collect())
}

/// Of two decisions that are signed at once, the second finds what the first has used; and one decision uses nothing twice.
pub async fn hold(uow: &Uow, dossiers: &[nomination::Model]) -> Result<()> {
    use initiative_use::{Column, Entity};
    let ids: Vec<Uuid> = dossiers.iter().map(|m| m.id).collect();
    let mut used: HashMap<String, Uuid> = HashMap::new();
    for ids in bulk::lists(&ids) {
        for row in Entity::find().filter(Column::NominationId.is_in(ids)).all(&uow.tx).await? {
            let key = row.initiative_key.clone();
            if used.insert(row.initiative_key, row.nomination_id).is_some_and(|other| other != row.nomination_id) {
                return Err(Error::with(Code::InitiativeUsed, key).about(About::Nomination(row.nomination_id)));
            }
        }
    }
    let turns = used.keys().map(|key| digest::sha256_hex(format!("initiative {key}").as_bytes()));
    uow.take_turns(&turns.collect::<Vec<_>>()).await
}
