//! An exemplar stays with the unit that found it, and an adoption with the unit that adopted, as history: whoever took over
//! from one acts for it. But a unit that has written on either since has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{exemplar, exemplar_adoption, journal::Subject};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "exemplar"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["exemplar", "exemplar_recognition", "exemplar_adoption", "exemplar_result"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let own = exemplar::Column::UnitId.is_in(units.iter().copied());
            let own = exemplar::Entity::find()
                .filter(own)
                .filter(exemplar::Column::Id.in_subquery(since.changed(Subject::Exemplar)));
            let adopted = exemplar_adoption::Column::UnitId.is_in(units);
            let adopted = exemplar_adoption::Entity::find().filter(adopted);
            let adopted =
                adopted.filter(exemplar_adoption::Column::Id.in_subquery(since.changed(Subject::ExemplarAdoption)));
            made += own.count(tx).await? + adopted.count(tx).await?;
        }
        Ok(made)
    }
}
