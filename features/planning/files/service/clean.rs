//! Clearing away what nobody uses: rows that were never attached, and bytes that no row has.
//!
//! An upload may be under way with the very bytes that are being cleared away: `claims` keeps the two apart.
use base::{
    kernel::error::Result,
    store::db::{Conn, Uow},
};
use chrono::TimeDelta;

use crate::files::{events::FileEvent, repo};

/// Rows at a time.
const BATCH: u64 = 200;

/// Deletes files that were never attached, once they are of this age. Returns the digests they had.
pub async fn expire(uow: &Uow, age: TimeDelta) -> Result<Vec<String>> {
    let mut digests = vec![];
    for file in repo::never_attached(&uow.tx, uow.now - age, BATCH).await? {
        // Somebody may be attaching it at this moment: then it is another version by the time it can be deleted.
        if repo::delete(uow, &file).await? {
            uow.record(FileEvent::Expired((&file).into()).of(&file), ()).await?;
            digests.push(file.sha256);
        }
    }
    digests.sort_unstable();
    digests.dedup();
    Ok(digests)
}

/// Of some digests those that no file has.
pub async fn unused(db: &Conn, digests: &[String]) -> Result<Vec<String>> {
    let known = repo::known(db, digests).await?;
    Ok(digests.iter().filter(|sha256| !known.contains(*sha256)).cloned().collect())
}
