//! A question stays with the unit that asked and goes to the unit that gave the guidance: who took over from either acts
//! for it. But a unit that has asked or answered since has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{guidance_question, journal::Subject};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "guidance_question"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["guidance_question"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        use guidance_question::{Column, Entity};
        let mut made = 0;
        for units in lists(&since.units) {
            let any = || units.iter().copied();
            let of = Condition::any().add(Column::UnitId.is_in(any())).add(Column::GuidingUnitId.is_in(any()));
            made += Entity::find()
                .filter(of)
                .filter(Column::Id.in_subquery(since.changed(Subject::GuidanceQuestion)))
                .count(tx)
                .await?;
        }
        Ok(made)
    }
}
