//! The rows of the register of awards. Which achievement was commended is known by the key of its dossier, so what writes
//! them stands here; decisions say when.
use entity::award::{self, Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{kernel::error::Result, store::db::Uow};

/// Of a dossier that has been decided. The database holds an achievement to one award.
pub async fn insert(uow: &Uow, award: award::ActiveModel) -> Result<()> {
    Entity::insert(award).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// The dossier is known by another key from now on.
pub async fn rename(uow: &Uow, nomination_id: Uuid, subject_key: &str) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::SubjectKey, Expr::value(subject_key))
        .filter(Column::NominationId.eq(nomination_id))
        .exec(&uow.tx)
        .await?;
    Ok(())
}
