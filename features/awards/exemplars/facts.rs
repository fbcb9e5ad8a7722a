//! What others may rest on: a recognised initiative is a fact of eligibility.
use std::collections::HashMap;

use base::{
    kernel::error::Result,
    store::db::{Conn, bulk::lists},
};
use chrono::NaiveDate;
use entity::{
    exemplar::{self, ExemplarKind, ExemplarStatus},
    exemplar_recognition,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// An exemplar as a fact: who recognised it, by which document and on which day. Its reach is that of the units that did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognisedExemplar {
    pub id: Uuid,
    pub kind: ExemplarKind,
    pub unit_id: Uuid,
    pub title: String,
    /// Who is the example, where it is a person.
    pub person_name: Option<String>,
    /// It counts no more once its recognition was withdrawn.
    pub withdrawn: bool,
    /// Which version of it was looked at.
    pub version: i64,
    pub recognitions: Vec<Recognition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    pub unit_id: Uuid,
    /// Its name when it recognised.
    pub unit_name: String,
    pub document_number: String,
    pub issued_on: NaiveDate,
}

impl RecognisedExemplar {
    /// Whether it stood recognised as an initiative (sáng kiến) on a day.
    pub fn is_initiative_on(&self, day: NaiveDate) -> bool {
        self.kind == ExemplarKind::Initiative
            && !self.withdrawn
            && self.recognitions.iter().any(|one| one.issued_on <= day)
    }

    /// Whether a unit, such as the ministry, had recognised it by a day.
    pub fn is_recognised_by(&self, unit: Uuid, day: NaiveDate) -> bool {
        !self.withdrawn && self.recognitions.iter().any(|one| one.unit_id == unit && one.issued_on <= day)
    }
}

/// Whether it was recognised and still is: a dossier may rest on it.
pub fn stands(m: &exemplar::Model) -> bool {
    m.recognised_at.is_some() && m.status != ExemplarStatus::Withdrawn
}

/// Of some exemplars those that were recognised, for rules, not for callers.
pub async fn recognised(db: &Conn, ids: &[Uuid]) -> Result<Vec<RecognisedExemplar>> {
    let mut found = vec![];
    for ids in lists(ids) {
        use exemplar_recognition::{Column, Entity};
        let rows = Entity::find().filter(Column::ExemplarId.is_in(ids.iter().copied()));
        let mut by_exemplar: HashMap<Uuid, Vec<Recognition>> = HashMap::new();
        for row in rows.order_by_asc(Column::Id).all(db).await? {
            by_exemplar.entry(row.exemplar_id).or_default().push(Recognition {
                unit_id: row.unit_id,
                unit_name: row.unit_name,
                document_number: row.document_number,
                issued_on: row.document_issued_on,
            });
        }
        let exemplars = exemplar::Entity::find().filter(exemplar::Column::Id.is_in(ids)).all(db).await?;
        found.extend(exemplars.into_iter().filter_map(|m| fact(m, &mut by_exemplar)));
    }
    Ok(found)
}

fn fact(m: exemplar::Model, recognitions: &mut HashMap<Uuid, Vec<Recognition>>) -> Option<RecognisedExemplar> {
    Some(RecognisedExemplar {
        id: m.id,
        kind: m.kind,
        unit_id: m.unit_id,
        title: m.title,
        person_name: m.person_name,
        withdrawn: m.status == ExemplarStatus::Withdrawn,
        version: m.version,
        recognitions: recognitions.remove(&m.id)?,
    })
}
