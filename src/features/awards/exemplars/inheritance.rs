//! An exemplar stays with the unit that found it, and an adoption with the unit that adopted, as history: whoever took over
//! from one acts for it. But a unit that has written on either since has built on a reorganisation.
use chrono::{DateTime, Utc};
use entity::{exemplar, exemplar_adoption};
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
        "exemplar"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["exemplar", "exemplar_recognition", "exemplar_adoption", "exemplar_result"]
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
            let own = exemplar::Column::UnitId.is_in(units.iter().copied());
            let own = exemplar::Entity::find().filter(own).filter(exemplar::Column::UpdatedAt.gt(since));
            let adopted = exemplar_adoption::Column::UnitId.is_in(units);
            let adopted = exemplar_adoption::Entity::find().filter(adopted);
            let adopted = adopted.filter(exemplar_adoption::Column::UpdatedAt.gt(since));
            made += own.count(tx).await? + adopted.count(tx).await?;
        }
        Ok(made)
    }
}
