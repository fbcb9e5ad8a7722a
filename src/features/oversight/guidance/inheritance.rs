//! Guidance stays with the unit that gave it and its list of addressees stays as it was: who took over acts for either
//! (`paper::seat`), and a draft is signed in the name of who took over. But a unit that has written or issued something
//! since has built on a reorganisation.
use chrono::{DateTime, Utc};
use entity::{guidance, guidance_addressee};
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
        "guidance"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["guidance", "guidance_addressee"]
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
        use guidance_addressee::Column;
        let mut made = 0;
        for units in lists(units) {
            let given = guidance::Entity::find().filter(guidance::Column::UnitId.is_in(units.iter().copied()));
            made += given.filter(guidance::Column::UpdatedAt.gt(since)).count(tx).await?;
            let received = guidance_addressee::Entity::find().filter(Column::UnitId.is_in(units));
            let since = Condition::any().add(Column::DeliveredAt.gt(since)).add(Column::ReadAt.gt(since));
            made += received.filter(since).count(tx).await?;
        }
        Ok(made)
    }
}
