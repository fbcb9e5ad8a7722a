//! A council and its sessions stay with the unit that they advised: whoever took over reads them and may dissolve it. Councils
//! of new units are founded anew. But a unit whose council has met since has built on a reorganisation.
use chrono::{DateTime, Utc};
use entity::{council, council_session};
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
        "council"
    }

    fn tables(&self) -> &'static [&'static str] {
        &[
            "council",
            "council_member",
            "council_session",
            "council_seat",
            "council_item",
            "council_vote",
            "council_conflict",
            "council_place",
        ]
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
            let own = council::Column::UnitId.is_in(units.iter().copied());
            let own = council::Entity::find().filter(own).filter(council::Column::UpdatedAt.gt(since));
            let met = council_session::Entity::find().filter(council_session::Column::UnitId.is_in(units));
            let met = met.filter(council_session::Column::UpdatedAt.gt(since));
            made += own.count(tx).await? + met.count(tx).await?;
        }
        Ok(made)
    }
}
