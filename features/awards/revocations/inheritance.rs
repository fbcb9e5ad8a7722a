//! A revocation stays with the units that it names: whoever took over from one decides, or takes back, in its place. But a
//! unit that has proposed or decided one since has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{journal::Subject, revocation};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "revocation"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["revocation"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        use revocation::Column::{DecidingUnitId, Id, PreparingUnitId, UnitId};
        let mut made = 0;
        for units in lists(&since.units) {
            let any = || units.iter().copied();
            let of = Condition::any()
                .add(UnitId.is_in(any()))
                .add(DecidingUnitId.is_in(any()))
                .add(PreparingUnitId.is_in(any()));
            let found = revocation::Entity::find().filter(of);
            made += found.filter(Id.in_subquery(since.changed(Subject::Revocation))).count(tx).await?;
        }
        Ok(made)
    }
}
