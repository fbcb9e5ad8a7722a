//! A council and its sessions stay with the unit that they advised: whoever took over reads them and may dissolve it. Councils
//! of new units are founded anew. But a unit whose council has met since has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{council, council_session, journal::Subject};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "council"
    }

    fn tables(&self) -> &'static [&'static str] {
        &[
            "council",
            "council_member",
            "council_session",
            "council_seat",
            "council_item",
            "council_vote",
            "council_conflict",
            "council_place",
            "council_ballot",
            "council_token",
        ]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.units) {
            let own = council::Column::UnitId.is_in(units.iter().copied());
            let own = council::Entity::find()
                .filter(own)
                .filter(council::Column::Id.in_subquery(since.changed(Subject::Council)));
            let met = council_session::Entity::find().filter(council_session::Column::UnitId.is_in(units));
            let met = met.filter(council_session::Column::Id.in_subquery(since.changed(Subject::CouncilSession)));
            made += own.count(tx).await? + met.count(tx).await?;
        }
        Ok(made)
    }
}
