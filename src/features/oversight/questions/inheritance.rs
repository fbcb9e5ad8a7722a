//! A question stays with the unit that asked and goes to the unit that gave the guidance: who took over from either acts
//! for it. But a unit that has asked or answered since has built on a reorganisation.
use chrono::{DateTime, Utc};
use entity::guidance_question;
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
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
        "guidance_question"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["guidance_question"]
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
        use guidance_question::{Column, Entity};
        let mut made = 0;
        for units in lists(units) {
            let any = || units.iter().copied();
            let of = Condition::any().add(Column::UnitId.is_in(any())).add(Column::GuidingUnitId.is_in(any()));
            made += Entity::find().filter(of).filter(Column::UpdatedAt.gt(since)).count(tx).await?;
        }
        Ok(made)
    }
}
