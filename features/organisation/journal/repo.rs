//! Queries on the journal.
use std::collections::HashMap;

use base::{
    kernel::{access::Account, cursor::List, digest, error::Result, policy::Permission, scope::Scope},
    store::{
        db::Conn,
        journal::TECHNICAL,
        page::{self, PageQuery, Rows},
    },
};
use entity::{
    assignment::Role,
    journal::{self, Subject},
    journal_seal, user_account,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::SelectStatement};
use uuid::Uuid;

use super::dto::{JournalEntry, JournalFilter};
use crate::users;

/// What the caller reads beside what is its own units': each role in the part of the tree where it is held.
pub struct Reader {
    /// As a data-protection officer, that something happened, not what: of these units, or of all.
    everything: Option<Option<Vec<Uuid>>>,
    /// As an administrator.
    technical: Option<Scope>,
}

impl Reader {
    /// A machine has no account: it reads what is of its units and nothing beside.
    pub fn of(scope: &Scope, account: Option<&Account>) -> Self {
        let Some(account) = account else { return Self { everything: None, technical: None } };
        let tops = account.on(scope.today).filter(|held| held.role == Role::DataProtectionOfficer);
        let tops: Vec<Uuid> = tops.map(|held| held.unit_id).collect();
        let all = scope.organisation.ministry().is_some_and(|ministry| tops.contains(&ministry));
        let units = tops.iter().flat_map(|top| scope.organisation.subtree(*top, scope.today)).collect();
        let organisation = scope.organisation.clone();
        Self {
            everything: (!tops.is_empty()).then_some((!all).then_some(units)),
            technical: Scope::of(scope.user_id, account, Permission::UsersWrite, organisation, scope.time()).ok(),
        }
    }

    /// What belongs to no unit is for whoever has a role in the whole sector; of accounts also for those who look after
    /// them.
    fn visible(&self, scope: &Scope) -> Condition {
        use journal::Column;
        let mut visible = Condition::any().add(Column::UnitId.is_in(scope.owned()));
        if let Some(units) = &self.everything {
            visible = match units {
                None => return Condition::all(),
                Some(units) => visible.add(Column::UnitId.is_in(units.iter().copied())),
            };
        }
        let Some(administrator) = &self.technical else { return visible };
        let technical = Condition::all().add(Column::SubjectType.is_in(TECHNICAL));
        match administrator.administered() {
            None => visible.add(technical),
            Some(units) => visible.add(technical.add(Column::UnitId.is_in(units))).add(
                Condition::all()
                    .add(Column::SubjectType.eq(Subject::User))
                    .add(Column::SubjectId.in_subquery(mine(administrator))),
            ),
        }
    }

    /// Whether the content of an entry is shown: of one's own unit, and of what one looks after.
    fn reads(&self, scope: &Scope, m: &journal::Model) -> bool {
        if m.unit_id.is_some_and(|unit| scope.owns(unit)) {
            return true;
        }
        let technical = self.technical.as_ref().filter(|_| TECHNICAL.contains(&m.subject_type));
        technical.is_some_and(|administrator| match m.unit_id {
            Some(unit) => administrator.administers(unit),
            // Of accounts a list of an administrator's holds only those that it looks after.
            None => {
                administrator.administers_sector() || (self.everything.is_none() && m.subject_type == Subject::User)
            }
        })
    }

    pub fn view(&self, scope: &Scope, m: journal::Model, seal: Option<&journal_seal::Model>) -> JournalEntry {
        let shown = self.reads(scope, &m);
        JournalEntry {
            id: m.id,
            seq: seal.map(|seal| seal.seq),
            hash: seal.map(|seal| digest::hex(&seal.hash)),
            at: m.at,
            event: m.event,
            event_version: m.event_version,
            actor_id: m.actor_id,
            client_id: m.client_id,
            delegated_by_id: m.delegated_by_id,
            subject_type: m.subject_type,
            subject_id: m.subject_id,
            subject_version: m.subject_version,
            unit_id: m.unit_id,
            request_id: m.request_id,
            data: if shown { serde_json::from_str(&m.data).ok() } else { None },
            hidden_fields: if shown { vec![] } else { vec!["data"] },
        }
    }
}

/// The accounts that the caller looks after, as an administrator.
fn mine(scope: &Scope) -> SelectStatement {
    let select = user_account::Entity::find().select_only().column(user_account::Column::Id);
    select.filter(users::repo::looked_after(scope)).into_query()
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    reader: &Reader,
    filter: &JournalFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<journal::Model>> {
    use journal::Column;
    let mut select = journal::Entity::find().filter(reader.visible(scope));
    if !filter.event.is_empty() {
        select = select.filter(Column::Event.is_in(filter.event.iter().map(String::as_str)));
    }
    if let Some(subject) = filter.subject_id {
        select = select.filter(Column::SubjectId.eq(subject));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

pub async fn seals(db: &Conn, rows: &[journal::Model]) -> Result<HashMap<Uuid, journal_seal::Model>> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = rows.iter().map(|m| m.id);
    let found = journal_seal::Entity::find().filter(journal_seal::Column::EntryId.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|seal| (seal.entry_id, seal)).collect())
}
