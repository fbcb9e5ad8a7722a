//! Queries on receipts and the keys that signed them.
use base::{
    http::auth::Signed,
    kernel::{
        error::{Error, Result},
        receipt::Parts,
    },
    store::db::{Conn, Uow},
};
use entity::{Packed, receipt, receipt_key};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};
use uuid::Uuid;

pub async fn of_version(db: &Conn, version_id: Uuid) -> Result<Option<receipt::Model>> {
    Ok(receipt::Entity::find().filter(receipt::Column::VersionId.eq(version_id)).one(db).await?)
}

/// Oldest first.
pub async fn keys(db: &Conn) -> Result<Vec<receipt_key::Model>> {
    let keys = receipt_key::Entity::find().order_by_asc(receipt_key::Column::FirstUsedAt);
    Ok(keys.order_by_asc(receipt_key::Column::Id).all(db).await?)
}

/// Keeps the public key, until it is seen that an earlier transaction has kept it: what this one writes may yet be undone.
pub async fn keep_key(uow: &Uow, signed: &Signed) -> Result<()> {
    use receipt_key::{ActiveModel, Column, Entity};
    if signed.ring.is_kept() {
        return Ok(());
    }
    let (kid, public_key) = (signed.ring.kid.clone(), signed.ring.public_key.clone());
    let before = Entity::find().filter(Column::Kid.eq(&kid)).filter(Column::FirstUsedAt.lt(uow.now));
    if before.one(&uow.tx).await?.is_some() {
        signed.ring.seen_kept();
        return Ok(());
    }
    let id = Uuid::now_v7();
    let key = ActiveModel { id: Set(id), kid: Set(kid), public_key: Set(public_key), first_used_at: Set(uow.now) };
    let known = OnConflict::column(Column::Kid).do_nothing().to_owned();
    Entity::insert(key).on_conflict(known).exec_without_returning(&uow.tx).await?;
    Ok(())
}

pub async fn keep(uow: &Uow, version_id: Uuid, signed: Signed) -> Result<()> {
    let parts =
        Parts::of(&signed.jws).ok_or_else(|| Error::internal(anyhow::anyhow!("a receipt of no three parts")))?;
    let row = receipt::ActiveModel {
        version_id: Set(version_id),
        header: Set(parts.header),
        payload: Set(Packed::of(&parts.payload).map_err(Error::internal)?),
        signature: Set(parts.signature),
        created_at: Set(uow.now),
    };
    receipt::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    Ok(())
}
