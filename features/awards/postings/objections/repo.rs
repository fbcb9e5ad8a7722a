//! Queries on objections: read by the unit that posted, and by whoever has the secret.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::{
        db::{Conn, Uow},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    journal::Subject,
    posting_objection::{self, Column, Entity},
    posting_objection_entry, posting_objection_message,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::dto::ObjectionFilter;

fn visible(scope: &Scope) -> Condition {
    let own = Condition::any().add(Column::UnitId.is_in(scope.owned()));
    if scope.reads_sector() { own.add(Column::UnitFunction.is_not_null()) } else { own }
}

/// Asks the same of the database for what is hidden as for what is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<posting_objection::Model> {
    if let Some(found) = Entity::find_by_id(id).filter(visible(scope)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::PostingObjection, id, hidden.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &ObjectionFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<posting_objection::Model>> {
    let mut select = Entity::find().filter(visible(scope));
    if let Some(posting) = filter.posting_id {
        select = select.filter(Column::PostingId.eq(posting));
    }
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// The objection that a secret opens; whatever else it is, it is not there.
pub async fn opened(db: &Conn, keys: &Purposes, secret: &str) -> Result<posting_objection::Model> {
    let digests = keys.objections.all(secret.as_bytes());
    let found = Entity::find().filter(Column::SecretDigest.is_in(digests)).one(db).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// An objection that stays as it is until the transaction ends. (SQLite has one writer at a time anyhow.)
pub async fn held(uow: &Uow, id: Uuid) -> Result<posting_objection::Model> {
    let found = Entity::find_by_id(id).lock_exclusive().one(&uow.tx).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn ordinals(db: &Conn, id: Uuid) -> Result<Vec<i32>> {
    use posting_objection_entry::{Column, Entity};
    let found = Entity::find().select_only().column(Column::Ordinal).filter(Column::ObjectionId.eq(id));
    Ok(found.order_by_asc(Column::Ordinal).into_tuple().all(db).await?)
}

pub async fn messages(db: &Conn, id: Uuid) -> Result<Vec<posting_objection_message::Model>> {
    use posting_objection_message::{Column, Entity};
    Ok(Entity::find().filter(Column::ObjectionId.eq(id)).order_by_asc(Column::Id).all(db).await?)
}

pub async fn count_messages(db: &Conn, id: Uuid) -> Result<u64> {
    use posting_objection_message::{Column, Entity};
    Ok(Entity::find().filter(Column::ObjectionId.eq(id)).count(db).await?)
}
