//! A share stays what was agreed: who stands for its units is told by who took over. When a plan is issued that restates
//! its target, that takes the share along.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{
    allocation::{self, Column},
    journal::Subject,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::ExprTrait};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "allocation"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["allocation"]
    }

    /// Given by one of the units or to one of them: a share of a new unit would outlive it.
    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let given = Column::FromUnitId.is_in(units.iter().copied());
            let select = allocation::Entity::find().filter(given.or(Column::UnitId.is_in(units)));
            made += select.filter(Column::Id.in_subquery(since.changed(Subject::Allocation))).count(tx).await?;
        }
        Ok(made)
    }
}
