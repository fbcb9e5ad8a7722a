//! Queries on the queue of jobs. It is of the whole service: only administrators of the whole sector look at it.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, PageQuery, Rows},
    },
};
use chrono::{DateTime, Utc};
use entity::job::{self, Column, Entity};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::dto::{JobFilter, JobState};

fn require_all(scope: &Scope) -> Result<()> {
    if scope.administered().is_none() { Ok(()) } else { Err(scope.forbidden()) }
}

fn in_state(state: JobState, now: DateTime<Utc>) -> Condition {
    let running = || Condition::all().add(Column::FailedAt.is_null()).add(Column::LeaseUntil.gt(now));
    match state {
        JobState::Failed => Condition::all().add(Column::FailedAt.is_not_null()),
        JobState::Running => running(),
        JobState::Waiting => Condition::all()
            .add(Column::FailedAt.is_null())
            .add(Condition::any().add(Column::LeaseUntil.is_null()).add(Column::LeaseUntil.lte(now))),
    }
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &JobFilter,
    page: &PageQuery,
    list: &List,
    now: DateTime<Utc>,
) -> Result<Rows<job::Model>> {
    require_all(scope)?;
    let mut select = Entity::find();
    if !filter.state.is_empty() {
        let states = filter.state.iter().fold(Condition::any(), |any, state| any.add(in_state(*state, now)));
        select = select.filter(states);
    }
    if !filter.kind.is_empty() {
        select = select.filter(Column::Kind.is_in(filter.kind.iter().map(|kind| &**kind)));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<job::Model> {
    require_all(scope)?;
    Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}
