//! Reminders stay what they were: who stands for their units is told by who took over, and what is no longer owed ends at
//! the next look. But a reminder of a unit or to it has built on a reorganisation: taken back, its rows would have no owner.
use chrono::{DateTime, Utc};
use entity::reminder::{self, Column};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, sea_query::ExprTrait};
use uuid::Uuid;

use crate::{
    kernel::error::Result,
    store::{
        db::{Uow, bulk::lists},
        inheritance::{self, Effect, Kept, Reform},
    },
};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "reminder"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["reminder"]
    }

    async fn foresee(&self, _: &DatabaseTransaction, _: &Reform) -> Result<Vec<Effect>> {
        Ok(vec![])
    }

    async fn carry_out(&self, _: &Uow, _: &Reform, _: &[Effect]) -> Result<Vec<Effect>> {
        Ok(vec![])
    }

    async fn take_back(&self, _: &Uow, _: &[Kept]) -> Result<()> {
        Ok(())
    }

    async fn made_since(&self, tx: &DatabaseTransaction, units: &[Uuid], since: DateTime<Utc>) -> Result<u64> {
        let mut made = 0;
        for units in lists(units) {
            let sent = Column::FromUnitId.is_in(units.iter().copied());
            let select = reminder::Entity::find().filter(sent.or(Column::UnitId.is_in(units)));
            made += select.filter(Column::CreatedAt.gt(since)).count(tx).await?;
        }
        Ok(made)
    }
}
