//! A lease on a job: who runs it until when. Taking it locks its row, so that two holders never overlap.
use chrono::TimeDelta;
use entity::lease;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{kernel::error::Result, store::db::Uow};

const LIFE: TimeDelta = TimeDelta::seconds(10);

/// Whether `holder` may run `job` within this transaction.
pub async fn take(uow: &Uow, job: &str, holder: Uuid) -> Result<bool> {
    use lease::{ActiveModel, Column, Entity};
    let until = uow.now + LIFE;
    let free = ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(job.to_owned()),
        holder: Set(holder),
        until: Set(uow.now),
        fencing: Set(0),
    };
    let nothing = OnConflict::column(Column::Name).do_nothing().to_owned();
    Entity::insert(free).on_conflict(nothing).exec_without_returning(&uow.tx).await?;
    let taken = Entity::update_many()
        .col_expr(Column::Holder, Expr::value(holder))
        .col_expr(Column::Until, Expr::value(until))
        .col_expr(Column::Fencing, Expr::col(Column::Fencing).add(1))
        .filter(Column::Name.eq(job))
        .filter(Condition::any().add(Column::Holder.eq(holder)).add(Column::Until.lte(uow.now)))
        .exec(&uow.tx)
        .await?;
    Ok(taken.rows_affected == 1)
}
