//! Secrets of webhooks at rest: encrypted by the ring of personal numbers, each bound to its row.
use std::collections::HashMap;

use base::{
    kernel::{
        error::{Error, Result},
        keys::{Place, Purposes},
    },
    store::db::{Conn, Uow},
};
use entity::webhook_secret::{self, Column, Entity};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::sign::Secret;

const BATCH: u64 = 100;

const fn place(row: Uuid) -> Place<'static> {
    Place { table: "webhook_secret", column: "sealed", row }
}

/// A row of a secret that was just made.
pub fn row(
    uow: &Uow,
    keys: &Purposes,
    webhook_id: Uuid,
    secret: &Secret,
    kind: webhook_secret::SecretKind,
) -> Result<webhook_secret::ActiveModel> {
    let id = Uuid::now_v7();
    Ok(webhook_secret::ActiveModel {
        id: Set(id),
        webhook_id: Set(webhook_id),
        kind: Set(kind),
        sealed: Set(keys.webhook_secrets.seal(place(id), &secret.text()).map_err(Error::internal)?),
        sealed_key: Set(keys.webhook_secrets.active().to_owned()),
        public_key: Set(secret.public_key()?),
        created_at: Set(uow.now),
    })
}

pub fn open(keys: &Purposes, row: &webhook_secret::Model) -> Result<Secret> {
    let text = keys.webhook_secrets.open(place(row.id), &row.sealed).map_err(Error::internal)?;
    Secret::read(row.kind, &text)
}

/// How many secrets there are under each key, by its id.
pub async fn in_use(db: &Conn) -> Result<HashMap<String, u64>> {
    let rows = Entity::find().select_only().column(Column::SealedKey).column_as(Column::Id.count(), "secrets");
    let rows = rows.group_by(Column::SealedKey).into_tuple::<(String, i64)>().all(db).await?;
    Ok(rows.into_iter().map(|(id, secrets)| (id, secrets.unsigned_abs())).collect())
}

fn older(keys: &Purposes) -> sea_orm::Select<Entity> {
    Entity::find().filter(Column::SealedKey.ne(keys.webhook_secrets.active()))
}

/// How many secrets lie under older keys.
pub async fn left(db: &Conn, keys: &Purposes) -> Result<u64> {
    Ok(older(keys).count(db).await?)
}

/// Brings a batch under the key in use; how many it was.
pub async fn renew(uow: &Uow, keys: &Purposes) -> Result<u64> {
    let rows = older(keys).order_by_asc(Column::Id).limit(BATCH);
    let rows = rows.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&uow.tx).await?;
    for row in &rows {
        let sealed = keys.webhook_secrets.seal(place(row.id), &open(keys, row)?.text()).map_err(Error::internal)?;
        Entity::update_many()
            .col_expr(Column::Sealed, Expr::value(sealed))
            .col_expr(Column::SealedKey, Expr::value(keys.webhook_secrets.active()))
            .filter(Column::Id.eq(row.id))
            .exec(&uow.tx)
            .await?;
    }
    Ok(rows.len() as u64)
}
