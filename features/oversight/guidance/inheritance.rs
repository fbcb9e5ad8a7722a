//! Guidance stays with the unit that gave it and its list of addressees stays as it was: who took over acts for either
//! (`paper::seat`), and a draft is signed in the name of who took over. But a unit that has written or issued something
//! since has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{guidance, guidance_addressee, journal::Subject};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "guidance"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["guidance", "guidance_addressee"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        use guidance_addressee::Column;
        let mut made = 0;
        for units in lists(&since.units) {
            let given = guidance::Entity::find().filter(guidance::Column::UnitId.is_in(units.iter().copied()));
            made += given.filter(guidance::Column::Id.in_subquery(since.changed(Subject::Guidance))).count(tx).await?;
            // That it has read what was there before is nothing it has built.
            let received = guidance_addressee::Entity::find().filter(Column::UnitId.is_in(units));
            made += received.filter(Column::GuidanceId.in_subquery(since.told("guidance.issued"))).count(tx).await?;
        }
        Ok(made)
    }
}
