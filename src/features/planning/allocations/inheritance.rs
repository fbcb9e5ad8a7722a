//! A share stays what was agreed: who stands for its units is told by who took over. When a plan is issued that restates
//! its target, that takes the share along.
use chrono::{DateTime, Utc};
use entity::allocation::{self, Column};
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
        "allocation"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["allocation"]
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

    /// Given by one of the units or to one of them: a share of a new unit would outlive it.
    async fn made_since(&self, tx: &DatabaseTransaction, units: &[Uuid], since: DateTime<Utc>) -> Result<u64> {
        let mut made = 0;
        for units in lists(units) {
            let given = Column::FromUnitId.is_in(units.iter().copied());
            let select = allocation::Entity::find().filter(given.or(Column::UnitId.is_in(units)));
            made += select.filter(Column::UpdatedAt.gt(since)).count(tx).await?;
        }
        Ok(made)
    }
}
