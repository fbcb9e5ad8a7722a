//! Queries on webhooks. Whoever looks after a client looks after its webhooks; to everybody else they do not exist.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, Uow, bulk},
        page::{self, Kind, Page, PageQuery, Rows, SortField},
    },
};
use chrono::{DateTime, Utc};
use entity::{
    client,
    journal::Subject,
    webhook::{self, WebhookStatus},
    webhook_delivery::{self, DeliveryState},
    webhook_secret,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationDef,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    dto::{DeliveryFilter, WebhookFilter, WebhookView},
    rules,
};

fn its_client() -> RelationDef {
    webhook::Entity::belongs_to(client::Entity).from(webhook::Column::ClientId).to(client::Column::Id).into()
}

/// A webhook and its client, for whoever looks after the client.
pub async fn webhook(db: &Conn, scope: &Scope, id: Uuid) -> Result<(webhook::Model, client::Model)> {
    let found = webhook::Entity::find_by_id(id)
        .filter(webhook::Column::RemovedAt.is_null())
        .join(JoinType::InnerJoin, its_client())
        .select_also(client::Entity)
        .one(db)
        .await?;
    let Some((webhook, Some(client))) = found else { return Err(Error::new(Code::NotFound)) };
    if scope.administers(client.unit_id) {
        return Ok((webhook, client));
    }
    Err(scope.hidden(Subject::Webhook, id, client.unit_id))
}

/// By what some webhooks sign, oldest first.
pub async fn secrets(db: &Conn, webhooks: &[Uuid]) -> Result<Vec<webhook_secret::Model>> {
    use webhook_secret::{Column, Entity};
    let of_these = Entity::find().filter(Column::WebhookId.is_in(webhooks.iter().copied()));
    Ok(of_these.order_by_asc(Column::Id).all(db).await?)
}

pub async fn view(db: &Conn, webhook: webhook::Model) -> Result<WebhookView> {
    let secrets = secrets(db, &[webhook.id]).await?;
    Ok(WebhookView::of(webhook, &secrets))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &WebhookFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Page<WebhookView>> {
    use webhook::{Column, Entity};
    let mut select = Entity::find().filter(Column::RemovedAt.is_null());
    if let Some(units) = scope.administered() {
        let clients = client::Entity::find().select_only().column(client::Column::Id);
        let clients = clients.filter(client::Column::UnitId.is_in(units)).into_query();
        select = select.filter(Column::ClientId.in_subquery(clients));
    }
    if let Some(client_id) = filter.client_id {
        select = select.filter(Column::ClientId.eq(client_id));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let rows = page::fetch_by_id::<_, webhook::Model>(db, select, Column::Id, page, list).await?;
    rows.page_of(async |webhooks| {
        let ids: Vec<Uuid> = webhooks.iter().map(|webhook| webhook.id).collect();
        let secrets = secrets(db, &ids).await?;
        Ok(webhooks.into_iter().map(|webhook| WebhookView::of(webhook, &secrets)).collect())
    })
    .await
}

/// How many webhooks a client has.
pub async fn count_of(db: &Conn, client_id: Uuid) -> Result<u64> {
    use webhook::{Column, Entity};
    let of_client = Entity::find().filter(Column::ClientId.eq(client_id)).filter(Column::RemovedAt.is_null());
    Ok(of_client.count(db).await?)
}

/// Webhooks that are told something.
pub async fn active(db: &Conn) -> Result<Vec<webhook::Model>> {
    use webhook::{Column, Entity};
    let active = Entity::find().filter(Column::Status.eq(WebhookStatus::Active)).filter(Column::RemovedAt.is_null());
    Ok(active.order_by_asc(Column::Id).all(db).await?)
}

/// One that is still told something, held until the transaction ends.
pub async fn held(uow: &Uow, id: Uuid) -> Result<Option<webhook::Model>> {
    use webhook::{Column, Entity};
    let found = Entity::find_by_id(id).filter(Column::RemovedAt.is_null()).lock_exclusive().one(&uow.tx).await?;
    Ok(found.filter(|webhook| webhook.status == WebhookStatus::Active))
}

pub async fn client_of(db: &Conn, webhook: &webhook::Model) -> Result<client::Model> {
    let found = client::Entity::find_by_id(webhook.client_id).one(db).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a webhook without a client")))
}

pub async fn delivery(db: &Conn, webhook_id: Uuid, id: Uuid) -> Result<webhook_delivery::Model> {
    let found = webhook_delivery::Entity::find_by_id(id).one(db).await?;
    found.filter(|delivery| delivery.webhook_id == webhook_id).ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn deliveries(
    db: &Conn,
    webhook_id: Uuid,
    filter: &DeliveryFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<webhook_delivery::Model>> {
    use webhook_delivery::{Column, Entity};
    let mut select = Entity::find().filter(Column::WebhookId.eq(webhook_id));
    if !filter.state.is_empty() {
        select = select.filter(Column::State.is_in(filter.state.iter().copied()));
    }
    let sorts = [SortField { name: "created_at", column: Column::CreatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-created_at", Column::Id, page, list).await
}

/// What is due at one webhook: of each subject the first that is not done.
pub async fn due(db: &Conn, webhook_id: Uuid, now: DateTime<Utc>, limit: u64) -> Result<Vec<webhook_delivery::Model>> {
    use webhook_delivery::{Column, Entity};
    let due = Entity::find()
        .filter(Column::WebhookId.eq(webhook_id))
        .filter(Column::State.eq(DeliveryState::Pending))
        .filter(Column::DueAt.lte(now))
        .filter(Expr::exists(earlier()).not());
    Ok(due.order_by_asc(Column::DueAt).order_by_asc(Column::Place).limit(limit).all(db).await?)
}

/// What has to go before it.
fn earlier() -> SelectStatement {
    use webhook_delivery::{Column, Entity};
    let earlier = Alias::new("earlier");
    let of_earlier = |column: Column| Expr::col((earlier.clone(), column));
    Query::select()
        .expr(Expr::value(1))
        .from_as(Entity, earlier.clone())
        .and_where(of_earlier(Column::WebhookId).equals((Entity, Column::WebhookId)))
        .and_where(of_earlier(Column::State).eq(DeliveryState::Pending))
        .and_where(of_earlier(Column::SubjectId).equals((Entity, Column::SubjectId)))
        .and_where(of_earlier(Column::Place).lt(Expr::col((Entity, Column::Place))))
        .to_owned()
}

/// Clears away what has been done for long enough, and what is left of webhooks that were removed; how much it was.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    use webhook_delivery::{Column, Entity};
    let removed = || webhook::Entity::find().filter(webhook::Column::RemovedAt.is_not_null());
    let of_removed = removed().select_only().column(webhook::Column::Id).into_query();
    let old = bulk::delete::<Entity>(&uow.tx, Column::FinishedAt.lt(uow.now - rules::KEPT)).await?;
    let left = bulk::delete::<Entity>(&uow.tx, Column::WebhookId.in_subquery(of_removed)).await?;
    if left > 0 {
        return Ok(old + left);
    }
    let ids: Vec<Uuid> = removed().select_only().column(webhook::Column::Id).into_tuple().all(&uow.tx).await?;
    bulk::remove::<webhook::Entity>(&uow.tx, &ids).await?;
    Ok(old)
}

/// Since when the oldest message of an active webhook is due, and how many dead letters there are.
pub async fn late(db: &Conn) -> Result<(Option<DateTime<Utc>>, u64)> {
    use webhook_delivery::{Column, Entity};
    let active: Vec<Uuid> = active(db).await?.into_iter().map(|webhook| webhook.id).collect();
    if active.is_empty() {
        return Ok((None, 0));
    }
    let in_state = |state: DeliveryState| {
        let of_these = Condition::all().add(Column::WebhookId.is_in(active.iter().copied()));
        Entity::find().filter(of_these).filter(Column::State.eq(state))
    };
    let oldest = in_state(DeliveryState::Pending).select_only().column(Column::DueAt).order_by_asc(Column::DueAt);
    let oldest = oldest.limit(1).into_tuple().one(db).await?;
    Ok((oldest, in_state(DeliveryState::Dead).count(db).await?))
}
