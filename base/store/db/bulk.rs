//! Many rows at once, within what a statement may hold: SQLite takes at most 32,766 values.
use sea_orm::{
    ActiveModelTrait, EntityTrait, IdenStatic, Iterable, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, IntoCondition, OnConflict, Query},
};
use uuid::Uuid;

use crate::{kernel::error::Result, store::db::Conn};

/// Rows of one insertion.
pub const ROWS: usize = 500;
const IDS: usize = 5_000;
/// Rows of one deletion.
pub const DELETED: u64 = 1_000;

pub async fn insert<A: ActiveModelTrait>(db: &Conn, rows: Vec<A>) -> Result<()> {
    let mut left = rows.into_iter();
    while left.len() > 0 {
        A::Entity::insert_many(left.by_ref().take(ROWS)).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Writes rows of which some may be there already, by their keys.
pub async fn put<A: ActiveModelTrait>(db: &Conn, rows: Vec<A>) -> Result<()> {
    let key = || <A::Entity as EntityTrait>::PrimaryKey::iter();
    // A key that is set, even to itself, makes SQLite look for what refers to it.
    let is_said = |column: &_| key().all(|key| key.as_str() != IdenStatic::as_str(column));
    let columns = || <A::Entity as EntityTrait>::Column::iter().filter(is_said);
    let mut left = rows.into_iter();
    while left.len() > 0 {
        let over = OnConflict::columns(key()).update_columns(columns()).to_owned();
        A::Entity::insert_many(left.by_ref().take(ROWS)).on_conflict(over).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Deletes at most a batch of what a condition is true of; how many it was. A statement that deletes a year's rows would
/// hold up every writer meanwhile.
pub async fn delete<E: EntityTrait>(db: &Conn, over: impl IntoCondition) -> Result<u64> {
    let (table, id) = (E::default(), Alias::new("id"));
    let batch = Query::select().column(id.clone()).from(table.table_ref()).cond_where(over).limit(DELETED).to_owned();
    let deleted = E::delete_many().filter(Expr::col(id).in_subquery(batch)).exec(db).await?;
    Ok(deleted.rows_affected)
}

/// Deletes rows by their ids.
pub async fn remove<E: EntityTrait>(db: &Conn, ids: &[Uuid]) -> Result<()> {
    for ids in lists(ids) {
        E::delete_many().filter(Expr::col(Alias::new("id")).is_in(ids)).exec(db).await?;
    }
    Ok(())
}

/// Ids in lists that one statement can take.
pub fn lists(ids: &[Uuid]) -> impl Iterator<Item = Vec<Uuid>> {
    ids.chunks(IDS).map(<[Uuid]>::to_vec)
}
