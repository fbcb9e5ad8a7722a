//! Files stay with their unit and attachments with their paper: whoever takes over reads them with its papers. But a
//! unit that has uploaded something since has built on a reorganisation: taken back, its rows would have no owner.
use chrono::{DateTime, Utc};
use entity::{file, plan, plan_attachment};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};
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
        "file"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["file", "plan_attachment", "paper_attachment"]
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
            let of_units = plan::Column::UnitId.is_in(units.iter().copied());
            let plans = plan::Entity::find().select_only().column(plan::Column::Id).filter(of_units).into_query();
            let attached = plan_attachment::Entity::find().filter(plan_attachment::Column::PlanId.in_subquery(plans));
            made += attached.filter(plan_attachment::Column::CreatedAt.gt(since)).count(tx).await?;
            let files = file::Entity::find().filter(file::Column::UnitId.is_in(units));
            made += files.filter(file::Column::CreatedAt.gt(since)).count(tx).await?;
        }
        Ok(made)
    }
}
