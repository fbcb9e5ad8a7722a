//! Changing the key of the secrets: what lies under an older one is encrypted anew, a batch at a time.
use std::collections::HashMap;

use base::{
    kernel::{
        error::{Error, Result},
        keys::Purposes,
    },
    store::db::{Conn, Uow},
};
use entity::second_factor::{Column, Entity};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockBehavior, LockType},
};

use super::service::place;

const BATCH: u64 = 100;

/// Secrets under each key, by its id.
pub async fn in_use(db: &Conn) -> Result<HashMap<String, u64>> {
    let rows = Entity::find()
        .select_only()
        .column(Column::SecretKey)
        .column_as(Column::Id.count(), "secrets")
        .group_by(Column::SecretKey)
        .into_tuple::<(String, i64)>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, secrets)| (id, secrets.unsigned_abs())).collect())
}

fn older(keys: &Purposes) -> Select<Entity> {
    Entity::find().filter(Column::SecretKey.ne(keys.second_factors.active()))
}

/// How many secrets are left.
pub async fn left(db: &Conn, keys: &Purposes) -> Result<u64> {
    Ok(older(keys).count(db).await?)
}

/// Brings a batch under the key in use; how many secrets it was.
pub async fn renew(uow: &Uow, keys: &Purposes) -> Result<u64> {
    let rows = older(keys).order_by_asc(Column::Id).limit(BATCH);
    let rows = rows.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&uow.tx).await?;
    for row in &rows {
        let secret = keys.second_factors.open(place(row.id), &row.secret).map_err(Error::internal)?;
        let sealed = keys.second_factors.seal(place(row.id), &secret).map_err(Error::internal)?;
        Entity::update_many()
            .col_expr(Column::Secret, Expr::value(sealed))
            .col_expr(Column::SecretKey, Expr::value(keys.second_factors.active()))
            .filter(Column::Id.eq(row.id))
            .exec(&uow.tx)
            .await?;
    }
    Ok(rows.len() as u64)
}
