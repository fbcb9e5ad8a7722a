//! Queries on the journal.
use std::collections::HashMap;

use entity::{assignment::Role, journal, journal_seal};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::dto::{JournalEntry, JournalFilter};
use crate::{
    kernel::{cursor::List, error::Result, scope::Scope},
    store::page::{self, PageQuery, Rows},
};

/// What administrators look after.
const TECHNICAL: [&str; 5] = ["assignment", "register", "session", "unit", "user"];

/// Who reads as what: the widest of the caller's roles decides.
pub struct Reader {
    pub everything: bool,
    pub technical: bool,
}

impl Reader {
    pub fn of(roles: &[Role]) -> Self {
        Self {
            everything: roles.contains(&Role::DataProtectionOfficer),
            technical: roles.contains(&Role::Administrator),
        }
    }

    fn visible(&self, scope: &Scope) -> Condition {
        use journal::Column;
        if self.everything {
            return Condition::all();
        }
        let mut visible = Condition::any().add(Column::UnitId.is_in(scope.owned()));
        if self.technical {
            visible = visible.add(Column::SubjectType.is_in(TECHNICAL));
        }
        visible
    }

    /// Whether the content of an entry is shown: of one's own unit, and of what one looks after.
    fn reads(&self, scope: &Scope, m: &journal::Model) -> bool {
        m.unit_id.is_some_and(|unit| scope.owns(unit))
            || (self.technical && TECHNICAL.contains(&m.subject_type.as_str()))
    }

    pub fn view(&self, scope: &Scope, m: journal::Model, seal: Option<&journal_seal::Model>) -> JournalEntry {
        let shown = self.reads(scope, &m);
        JournalEntry {
            id: m.id,
            seq: seal.map(|seal| seal.seq),
            hash: seal.map(|seal| seal.hash.clone()),
            at: m.at,
            event: m.event,
            actor_id: m.actor_id,
            subject_type: m.subject_type,
            subject_id: m.subject_id,
            unit_id: m.unit_id,
            request_id: m.request_id,
            data: if shown { serde_json::from_str(&m.data).ok() } else { None },
            hidden_fields: if shown { vec![] } else { vec!["data"] },
        }
    }
}

pub async fn page(
    db: &impl ConnectionTrait,
    scope: &Scope,
    reader: &Reader,
    filter: &JournalFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<journal::Model>> {
    use journal::Column;
    let mut select = journal::Entity::find().filter(reader.visible(scope));
    if !filter.event.is_empty() {
        select = select.filter(Column::Event.is_in(filter.event.iter().map(|event| &**event)));
    }
    if let Some(subject) = filter.subject_id {
        select = select.filter(Column::SubjectId.eq(subject));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

pub async fn seals(db: &impl ConnectionTrait, rows: &[journal::Model]) -> Result<HashMap<Uuid, journal_seal::Model>> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = rows.iter().map(|m| m.id);
    let found = journal_seal::Entity::find().filter(journal_seal::Column::EntryId.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|seal| (seal.entry_id, seal)).collect())
}
