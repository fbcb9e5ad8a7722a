//! Files stay with their unit and attachments with their paper: whoever takes over reads them with its papers. But a
//! unit that has uploaded something since has built on a reorganisation: taken back, its rows would have no owner. What was
//! attached is told of the papers.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{file, journal::Subject};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "file"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["file", "plan_attachment", "paper_attachment"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let files = file::Entity::find().filter(file::Column::UnitId.is_in(units));
            made += files.filter(file::Column::Id.in_subquery(since.changed(Subject::File))).count(tx).await?;
        }
        Ok(made)
    }
}
