//! Who is measured against whom, documents of the standing body say: a unit that ends stays in its group, and its successor
//! joins by the next document. But a reorganisation is not undone under a group that one of its units was put into since.
use chrono::{DateTime, Utc};
use entity::{peer_group, peer_group_member};
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
        "peer_group"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["peer_group", "peer_group_member"]
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
        use peer_group_member::{Column, Entity};
        let mut made = 0;
        for units in lists(units) {
            let young = peer_group::Entity::find().select_only().column(peer_group::Column::Id);
            let young = young.filter(peer_group::Column::CreatedAt.gt(since)).into_query();
            let members = Entity::find().filter(Column::UnitId.is_in(units));
            made += members.filter(Column::PeerGroupId.in_subquery(young)).count(tx).await?;
        }
        Ok(made)
    }
}
