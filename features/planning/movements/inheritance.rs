//! A deadline was for the units of its time and stays; but a reorganisation is not undone under a deadline that was
//! given to a unit of its own.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::plan_deadline;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "plan_deadline"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["plan_deadline"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.created) {
            made += plan_deadline::Entity::find().filter(plan_deadline::Column::UnitId.is_in(units)).count(tx).await?;
        }
        Ok(made)
    }
}
