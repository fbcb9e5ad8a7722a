//! An inspection stays with the unit that inspects, and so do its list of units and its team: who took over from either
//! side acts for it. But a unit that has inspected or explained itself since has built on a reorganisation.
use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        inheritance::{self, Since},
    },
};
use entity::{inspection, inspection_explanation, inspection_unit, journal::Subject};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "inspection"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["inspection", "inspection_unit", "inspection_member", "inspection_explanation"]
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        use inspection::{Column, Entity};
        let mut made = 0;
        for units in lists(&since.units) {
            let any = || units.iter().copied();
            let own = Entity::find()
                .filter(Column::UnitId.is_in(any()))
                .filter(Column::Id.in_subquery(since.changed(Subject::Inspection)));
            made += own.count(tx).await?;
            let inspected = inspection_unit::Entity::find().select_only().column(inspection_unit::Column::InspectionId);
            let inspected = inspected.filter(inspection_unit::Column::UnitId.is_in(any())).into_query();
            let of_them = Entity::find().filter(Column::Id.in_subquery(inspected));
            made += of_them.filter(Column::Id.in_subquery(since.told("inspection.created"))).count(tx).await?;
            let said = inspection_explanation::Column::UnitId.is_in(any());
            let said = inspection_explanation::Entity::find().filter(said);
            made += said
                .filter(inspection_explanation::Column::InspectionId.in_subquery(since.told("inspection.explained")))
                .count(tx)
                .await?;
        }
        Ok(made)
    }
}
