//! Changing the keys of personal numbers: what lies under an older key is encrypted and digested anew, a batch at a time.
//! A key can be taken out of its file when nothing lies under it any more, and not before.
use std::collections::HashMap;

use anyhow::bail;
use base::{
    kernel::{error::Result, keys::Purposes},
    store::db::{Conn, Uow},
};
use entity::{award, nomination};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

use super::{awarded, personal_id::PersonalId};

const BATCH: u64 = 100;

/// Numbers under each key, by its id.
pub struct InUse {
    pub encrypted: HashMap<String, u64>,
    pub indexed: HashMap<String, u64>,
}

pub async fn in_use(db: &Conn) -> Result<InUse> {
    use nomination::Column::{PersonalIdIndexKey, PersonalIdKey};
    Ok(InUse { encrypted: by_key(db, PersonalIdKey).await?, indexed: by_key(db, PersonalIdIndexKey).await? })
}

async fn by_key(db: &Conn, column: nomination::Column) -> Result<HashMap<String, u64>> {
    let rows = nomination::Entity::find()
        .select_only()
        .column(column)
        .column_as(nomination::Column::Id.count(), "numbers")
        .filter(column.is_not_null())
        .group_by(column)
        .into_tuple::<(String, i64)>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, numbers)| (id, numbers.unsigned_abs())).collect())
}

impl InUse {
    /// Fails where a key is wanting: numbers would neither be read nor recognised.
    pub fn check(&self, keys: &Purposes) -> anyhow::Result<()> {
        for id in self.encrypted.keys() {
            if !keys.personal_ids.ids().any(|known| known == id) {
                bail!(
                    "--personal-id-key-file: personal numbers are encrypted under the key {id}, which it does not hold"
                );
            }
        }
        for id in self.indexed.keys() {
            if !keys.personal_id_index.ids().any(|known| known == id) {
                bail!("--digest-key-file: personal numbers are recognised by the key {id}, which it does not hold");
            }
        }
        Ok(())
    }
}

/// Numbers that are not under the keys in use, or whose award is still known by an older digest.
fn older(keys: &Purposes) -> Select<nomination::Entity> {
    use nomination::Column::{Id, PersonalId, PersonalIdIndexKey, PersonalIdKey, SubjectKey};
    let stale = award::Entity::find()
        .filter(Expr::col((award::Entity, award::Column::NominationId)).equals((nomination::Entity, Id)))
        .filter(Expr::col((award::Entity, award::Column::SubjectKey)).ne(Expr::col((nomination::Entity, SubjectKey))));
    let older = Condition::any()
        .add(PersonalIdKey.ne(keys.personal_ids.active()))
        .add(PersonalIdIndexKey.ne(keys.personal_id_index.active()))
        .add(Expr::exists(stale.into_query()));
    nomination::Entity::find().filter(PersonalId.is_not_null()).filter(older)
}

/// How many numbers are left.
pub async fn left(db: &Conn, keys: &Purposes) -> Result<u64> {
    Ok(older(keys).count(db).await?)
}

/// Brings a batch under the keys in use; how many numbers it was. The dossier stays the version that it is: nobody has
/// changed it.
pub async fn renew(uow: &Uow, keys: &Purposes) -> Result<u64> {
    let rows = older(keys).order_by_asc(nomination::Column::Id).limit(BATCH);
    // What somebody writes at this moment comes with a later batch.
    let rows = rows.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&uow.tx).await?;
    for row in &rows {
        let Some(sealed) = &row.personal_id else { continue };
        let number = PersonalId::open(sealed, row.id, keys)?;
        let subject_key = number.subject_keys(keys).into_iter().next().unwrap_or_default();
        nomination::Entity::update_many()
            .col_expr(nomination::Column::PersonalId, Expr::value(number.seal(row.id, keys)?))
            .col_expr(nomination::Column::PersonalIdKey, Expr::value(keys.personal_ids.active()))
            .col_expr(nomination::Column::PersonalIdIndexKey, Expr::value(keys.personal_id_index.active()))
            .col_expr(nomination::Column::SubjectKey, Expr::value(subject_key.as_str()))
            .filter(nomination::Column::Id.eq(row.id))
            .exec(&uow.tx)
            .await?;
        awarded::rename(uow, row.id, &subject_key).await?;
    }
    Ok(rows.len() as u64)
}
