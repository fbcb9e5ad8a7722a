//! Who is measured against whom, documents of the standing body say: a unit that ends stays in its group, and its successor
//! joins by the next document. But a reorganisation is not undone under a group that one of its units was put into since.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::peer_group_member;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "peer_group"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["peer_group", "peer_group_member"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        use peer_group_member::{Column, Entity};
        let mut made = 0;
        for units in lists(&since.units) {
            let members = Entity::find().filter(Column::UnitId.is_in(units));
            made += members.filter(Column::PeerGroupId.in_subquery(since.told("peer_group.created"))).count(tx).await?;
        }
        Ok(made)
    }
}
