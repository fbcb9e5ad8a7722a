//! Queries on receipts and the keys that signed them.
use base::{http::auth::Signed, kernel::error::Result, store::db::Uow};
use entity::{receipt, receipt_key};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use uuid::Uuid;

pub async fn of_version(db: &impl ConnectionTrait, version_id: Uuid) -> Result<Option<receipt::Model>> {
    Ok(receipt::Entity::find().filter(receipt::Column::VersionId.eq(version_id)).one(db).await?)
}

/// Oldest first.
pub async fn keys(db: &impl ConnectionTrait) -> Result<Vec<receipt_key::Model>> {
    let keys = receipt_key::Entity::find().order_by_asc(receipt_key::Column::FirstUsedAt);
    Ok(keys.order_by_asc(receipt_key::Column::Id).all(db).await?)
}

pub async fn keep(uow: &Uow, version_id: Uuid, signed: Signed) -> Result<()> {
    let key = receipt_key::ActiveModel {
        id: Set(Uuid::now_v7()),
        kid: Set(signed.kid.clone()),
        public_key: Set(signed.public_key),
        first_used_at: Set(uow.now),
    };
    let known = OnConflict::column(receipt_key::Column::Kid).do_nothing().to_owned();
    receipt_key::Entity::insert(key).on_conflict(known).exec_without_returning(&uow.tx).await?;
    let row = receipt::ActiveModel {
        id: Set(Uuid::now_v7()),
        version_id: Set(version_id),
        kid: Set(signed.kid),
        signed: Set(signed.jws),
        created_at: Set(uow.now),
    };
    receipt::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    Ok(())
}
