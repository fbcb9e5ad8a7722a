//! A deadline was for the units of its time and stays; but a reorganisation is not undone under a deadline that was
//! given to a unit since.
use chrono::{DateTime, Utc};
use entity::plan_deadline;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
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
        "plan_deadline"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["plan_deadline"]
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
            let of_units = plan_deadline::Entity::find().filter(plan_deadline::Column::UnitId.is_in(units));
            made += of_units.filter(plan_deadline::Column::CreatedAt.gt(since)).count(tx).await?;
        }
        Ok(made)
    }
}
