//! A posting and what is objected to stay with the unit that posted: whoever took over ends and decides them. But a unit that
//! has posted since, or to which somebody has objected since, has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{journal::Subject, posting, posting_objection};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "posting"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["posting", "posting_entry", "posting_objection", "posting_objection_entry", "posting_objection_message"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let own = posting::Entity::find().filter(posting::Column::UnitId.is_in(units.iter().copied()));
            let own = own.filter(posting::Column::Id.in_subquery(since.changed(Subject::Posting)));
            let objected = posting_objection::Entity::find().filter(posting_objection::Column::UnitId.is_in(units));
            let changed = since.changed(Subject::PostingObjection);
            let objected = objected.filter(posting_objection::Column::Id.in_subquery(changed));
            made += own.count(tx).await? + objected.count(tx).await?;
        }
        Ok(made)
    }
}
