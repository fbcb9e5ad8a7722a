//! Queries on sessions and all that belongs to one.
use std::collections::HashMap;

use base::{
    kernel::{
        clock::covers,
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, Uow, bulk::lists},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::NaiveDate;
use entity::{
    award_form, council, council_conflict, council_item, council_member, council_place, council_seat,
    council_session::{self, Column, Entity},
    council_vote,
    journal::Subject,
    legal_rule, nomination, vote_rule,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{planning::SessionFilter, rules::quorum};
use crate::councils::{self, count::Quorum};

/// Sessions of the councils that the caller reads.
pub fn visible(scope: &Scope, mine: &[Uuid]) -> Condition {
    let councils = council::Entity::find().select_only().column(council::Column::Id);
    let councils = councils.filter(councils::repo::visible(scope, mine)).into_query();
    Condition::all().add(Column::CouncilId.in_subquery(councils))
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<council_session::Model> {
    let mine = councils::repo::mine(db, scope).await?;
    if let Some(found) = Entity::find_by_id(id).filter(visible(scope, &mine)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::CouncilSession, id, hidden.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &SessionFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<council_session::Model>> {
    let mine = councils::repo::mine(db, scope).await?;
    let mut select = Entity::find().filter(visible(scope, &mine));
    if let Some(council) = filter.council_id {
        select = select.filter(Column::CouncilId.eq(council));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [
        SortField { name: "held_on", column: Column::HeldOn, kind: Kind::Day },
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
    ];
    page::fetch(db, select, &sorts, "-held_on", Column::Id, page, list).await
}

/// A session that stays as it is until the transaction ends, for what does not change its version: nobody votes while it is
/// being closed. (SQLite has one writer at a time anyhow.)
pub async fn held(uow: &Uow, id: Uuid) -> Result<council_session::Model> {
    let found = Entity::find_by_id(id).lock_exclusive().one(&uow.tx).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn council(db: &Conn, id: Uuid) -> Result<council::Model> {
    let found = council::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a session without its council")))
}

/// Who is in a council on a day.
pub async fn members_on(db: &Conn, council_id: Uuid, day: NaiveDate) -> Result<Vec<council_member::Model>> {
    let all = councils::repo::members(db, council_id).await?;
    Ok(all.into_iter().filter(|member| covers(member.valid_from, member.valid_to, day)).collect())
}

pub async fn seats(db: &Conn, session_id: Uuid) -> Result<Vec<council_seat::Model>> {
    use council_seat::{Column, Entity};
    Ok(Entity::find().filter(Column::SessionId.eq(session_id)).order_by_asc(Column::Id).all(db).await?)
}

pub async fn items(db: &Conn, session_id: Uuid) -> Result<Vec<council_item::Model>> {
    use council_item::{Column, Entity};
    Ok(Entity::find().filter(Column::SessionId.eq(session_id)).order_by_asc(Column::Ordinal).all(db).await?)
}

pub async fn item(db: &Conn, session_id: Uuid, id: Uuid) -> Result<council_item::Model> {
    use council_item::{Column, Entity};
    let found = Entity::find_by_id(id).filter(Column::SessionId.eq(session_id)).one(db).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn votes(db: &Conn, session_id: Uuid) -> Result<Vec<council_vote::Model>> {
    use council_vote::{Column, Entity};
    Ok(Entity::find().filter(Column::SessionId.eq(session_id)).order_by_asc(Column::Id).all(db).await?)
}

pub async fn conflicts(db: &Conn, session_id: Uuid) -> Result<Vec<council_conflict::Model>> {
    use council_conflict::{Column, Entity};
    Ok(Entity::find().filter(Column::SessionId.eq(session_id)).order_by_asc(Column::Id).all(db).await?)
}

pub async fn places(db: &Conn, session_id: Uuid) -> Result<Vec<council_place::Model>> {
    use council_place::{Column, Entity};
    Ok(Entity::find().filter(Column::SessionId.eq(session_id)).order_by_asc(Column::Id).all(db).await?)
}

pub async fn forms(db: &Conn) -> Result<HashMap<Uuid, award_form::Model>> {
    Ok(award_form::Entity::find().all(db).await?.into_iter().map(|form| (form.id, form)).collect())
}

/// The dossiers of some items, by id.
pub async fn dossiers(db: &Conn, items: &[council_item::Model]) -> Result<HashMap<Uuid, nomination::Model>> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.nomination_id).collect();
    let mut found = HashMap::new();
    for ids in lists(&ids) {
        let rows = nomination::Entity::find().filter(nomination::Column::Id.is_in(ids)).all(db).await?;
        found.extend(rows.into_iter().map(|m| (m.id, m)));
    }
    Ok(found)
}

pub async fn vote_rules(db: &Conn, items: &[council_item::Model]) -> Result<HashMap<Uuid, vote_rule::Model>> {
    let mut ids: Vec<Uuid> = items.iter().map(|item| item.vote_rule_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = vote_rule::Entity::find().filter(vote_rule::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|m| (m.id, m)).collect())
}

/// Rules of others – other ministries, provinces, the central council – are known and never bind.
const BINDING: [&str; 3] = ["national", "justice", "configuration"];
/// Of the councils of the justice sector no rule was read: all go by that of the ministry's.
const BODY: &str = "ministry_council";

/// What binds the councils of the sector on a day: how many have to take part, and whether the chair decides where votes are
/// equal.
#[derive(Clone, Debug, Default)]
pub struct Binding {
    pub quorums: Vec<Quorum>,
    pub chair_decides: bool,
    pub citations: Vec<Uuid>,
}

pub async fn binding(db: &Conn, day: NaiveDate) -> Result<Binding> {
    let rules = legal_rule::Entity::find().filter(legal_rule::Column::Kind.eq("council"));
    let mut found = Binding::default();
    for rule in rules.order_by_asc(legal_rule::Column::Ordinal).all(db).await? {
        let said = |name: &str| rule.params.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        let holds = rule.valid_from.is_some_and(|from| covers(from, rule.valid_to, day));
        let binds = rule.scope.as_deref().is_some_and(|scope| BINDING.contains(&scope));
        if !holds || !binds || said("body") != BODY {
            continue;
        }
        let params = rule.params.get("params").cloned().unwrap_or_default();
        found.quorums.extend(quorum(said("code"), &params));
        found.chair_decides |= params.get("tie").and_then(serde_json::Value::as_str) == Some("chair");
        found.citations.push(rule.citation_id);
    }
    Ok(found)
}

/// Sessions that are about to vote on some dossiers, or that have passed or refused them: (dossier, session).
pub async fn elsewhere(
    db: &Conn,
    nominations: &[Uuid],
    but: Option<Uuid>,
) -> Result<Vec<(council_item::Model, council_session::Model)>> {
    let mut found = vec![];
    for ids in lists(nominations) {
        let items = council_item::Entity::find().filter(council_item::Column::NominationId.is_in(ids));
        for item in items.all(db).await?.into_iter().filter(|item| Some(item.session_id) != but) {
            if let Some(session) = Entity::find_by_id(item.session_id).one(db).await? {
                found.push((item, session));
            }
        }
    }
    Ok(found)
}
