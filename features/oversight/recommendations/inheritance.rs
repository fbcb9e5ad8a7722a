//! A recommendation stays with the unit that has to do it: who took over answers it, as who took over from the inspecting
//! unit judges the answer. But a unit that has answered or judged since has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{
    inspection_recommendation::{Column, Entity},
    journal::Subject,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "recommendation"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["inspection_recommendation"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let any = || units.iter().copied();
            let of = Condition::any().add(Column::OwnerUnitId.is_in(any())).add(Column::InspectingUnitId.is_in(any()));
            made += Entity::find()
                .filter(of)
                .filter(Column::Id.in_subquery(since.changed(Subject::Recommendation)))
                .count(tx)
                .await?;
        }
        Ok(made)
    }
}
