//! Many rows at once, within what a statement may hold: SQLite takes at most 32,766 values.
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::kernel::error::Result;

const ROWS: usize = 500;
const IDS: usize = 5_000;

pub async fn insert<A: ActiveModelTrait>(db: &impl ConnectionTrait, rows: Vec<A>) -> Result<()> {
    for chunk in rows.chunks(ROWS) {
        A::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Ids in lists that one statement can take.
pub fn lists(ids: &[Uuid]) -> impl Iterator<Item = Vec<Uuid>> {
    ids.chunks(IDS).map(<[Uuid]>::to_vec)
}
