//! Queries on machine clients. One condition says whom an administrator looks after, for items and lists alike; every other
//! client does not exist for it.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
        text,
    },
    store::{
        db::Conn,
        page::{self, Kind, Page, PageQuery, SortField},
    },
};
use chrono::NaiveDate;
use entity::{client, client_credential, journal::Subject};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::dto::{ClientFilter, ClientView};

/// A client of a unit that the caller administers.
pub async fn client(db: &Conn, scope: &Scope, id: Uuid) -> Result<client::Model> {
    let found = client::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.administers(found.unit_id) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Client, id, found.unit_id))
}

/// The credentials of some clients that were not revoked, oldest first.
pub async fn credentials(db: &Conn, clients: &[Uuid]) -> Result<Vec<client_credential::Model>> {
    use client_credential::{Column, Entity};
    let of_these = Entity::find().filter(Column::ClientId.is_in(clients.iter().copied()));
    Ok(of_these.filter(Column::RevokedAt.is_null()).order_by_asc(Column::Id).all(db).await?)
}

/// Those of a client with which it may prove who it is on a day.
pub async fn good_credentials(db: &Conn, client_id: Uuid, day: NaiveDate) -> Result<Vec<client_credential::Model>> {
    let mut found = credentials(db, &[client_id]).await?;
    found.retain(|one| one.expires_on.is_none_or(|last| day <= last));
    Ok(found)
}

pub async fn view(db: &Conn, client: client::Model) -> Result<ClientView> {
    let credentials = credentials(db, &[client.id]).await?;
    Ok(ClientView::of(client, &credentials))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &ClientFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Page<ClientView>> {
    use client::{Column, Entity};
    let mut select = Entity::find().filter(looked_after(scope));
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(unit_id) = filter.unit_id {
        select = select.filter(Column::UnitId.eq(unit_id));
    }
    let sorts = [SortField { name: "name", column: Column::SortKey, kind: Kind::Text }];
    let rows = page::fetch::<_, client::Model>(db, select, &sorts, "name", Column::Id, page, list).await?;
    rows.page_of(async |clients| {
        let ids: Vec<Uuid> = clients.iter().map(|client| client.id).collect();
        let credentials = credentials(db, &ids).await?;
        Ok(clients.into_iter().map(|client| ClientView::of(client, &credentials)).collect())
    })
    .await
}

/// The clients of the units that the caller administers.
fn looked_after(scope: &Scope) -> Condition {
    match scope.administered() {
        None => Condition::all(),
        Some(units) => Condition::all().add(client::Column::UnitId.is_in(units)),
    }
}
