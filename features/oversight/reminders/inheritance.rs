//! Reminders stay what they were: who stands for their units is told by who took over, and what is no longer owed ends at
//! the next look. But a reminder of a unit or to it has built on a reorganisation: taken back, its rows would have no owner.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::reminder::{self, Column};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{ExprTrait, SimpleExpr},
};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "reminder"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["reminder"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let sent = Column::FromUnitId.is_in(units.iter().copied());
            let select = reminder::Entity::find().filter(sent.or(Column::UnitId.is_in(units)));
            made += select.filter(sent_or_drafted(since)).count(tx).await?;
        }
        Ok(made)
    }
}

fn sent_or_drafted(since: &Since) -> SimpleExpr {
    let told = |event| Column::Id.in_subquery(since.told(event));
    told("reminder.sent").or(told("reminder.drafted"))
}
