//! Who does what with bytes of the store. An upload claims them before it looks whether the store has them, clearing away
//! before it removes them; each finds the other's claim. So a row never lacks its bytes, and no transaction waits for the
//! store.
use std::collections::HashMap;

use base::{
    kernel::error::{Code, Error, Result},
    store::{db::Uow, jobs},
};
use chrono::TimeDelta;
use entity::content_claim::{ActiveModel, Claim, Column, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

use super::repo;

/// Longer than storing a file takes.
const UPLOAD: TimeDelta = TimeDelta::hours(1);
/// Longer than the store takes to remove a batch, with every attempt.
const REMOVAL: TimeDelta = TimeDelta::minutes(10);

/// Bytes that are being removed cannot be uploaded: the client tries again.
pub async fn upload(uow: &Uow, sha256: &str) -> Result<()> {
    let digests = [sha256.to_owned()];
    uow.take_turns(&digests).await?;
    if live(uow, &digests).await?.get(sha256) == Some(&Claim::Removal) {
        return Err(Error::new(Code::Unavailable));
    }
    put(uow, &digests, Claim::Upload, UPLOAD).await
}

/// Ends the claim with the transaction that writes the row of the file: from then on the row keeps the bytes. Another
/// upload of the same bytes may have ended it before; then its row does.
pub async fn uploaded(uow: &Uow, sha256: &str) -> Result<()> {
    let digests = [sha256.to_owned()];
    uow.take_turns(&digests).await?;
    match live(uow, &digests).await?.get(sha256) {
        Some(Claim::Upload) => end(uow, &digests, Claim::Upload).await,
        None if repo::known(&uow.tx, &digests).await?.contains(sha256) => Ok(()),
        _ => Err(Error::new(Code::Unavailable)),
    }
}

/// Claims what no file has and nobody is uploading. Returns what may be removed from the store.
pub async fn removal(uow: &Uow, digests: &[String]) -> Result<Vec<String>> {
    uow.take_turns(digests).await?;
    let (known, live) = (repo::known(&uow.tx, digests).await?, live(uow, digests).await?);
    let unused = |sha256: &&String| !known.contains(*sha256) && live.get(*sha256) != Some(&Claim::Upload);
    let unused: Vec<_> = digests.iter().filter(unused).cloned().collect();
    put(uow, &unused, Claim::Removal, REMOVAL).await?;
    Ok(unused)
}

/// They have been removed.
pub async fn removed(uow: &Uow, digests: &[String]) -> Result<()> {
    end(uow, digests, Claim::Removal).await
}

async fn end(uow: &Uow, digests: &[String], claim: Claim) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Sha256.is_in(digests.iter().map(String::as_str)))
        .filter(Column::Claim.eq(claim))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

/// Clears away claims that are over.
pub async fn forget_old(uow: &Uow) -> Result<()> {
    Entity::delete_many().filter(Column::Until.lte(jobs::now(&uow.tx).await?)).exec(&uow.tx).await?;
    Ok(())
}

async fn live(uow: &Uow, digests: &[String]) -> Result<HashMap<String, Claim>> {
    let now = jobs::now(&uow.tx).await?;
    let found = Entity::find()
        .filter(Column::Sha256.is_in(digests.iter().map(String::as_str)))
        .filter(Column::Until.gt(now))
        .all(&uow.tx)
        .await?;
    Ok(found.into_iter().map(|row| (row.sha256, row.claim)).collect())
}

async fn put(uow: &Uow, digests: &[String], claim: Claim, life: TimeDelta) -> Result<()> {
    if digests.is_empty() {
        return Ok(());
    }
    let until = jobs::now(&uow.tx).await? + life;
    let row = |sha256: &String| ActiveModel {
        id: Set(Uuid::now_v7()),
        sha256: Set(sha256.clone()),
        claim: Set(claim),
        until: Set(until),
    };
    let again = OnConflict::column(Column::Sha256).update_columns([Column::Claim, Column::Until]).to_owned();
    Entity::insert_many(digests.iter().map(row)).on_conflict(again).exec_without_returning(&uow.tx).await?;
    Ok(())
}
