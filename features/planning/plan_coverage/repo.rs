//! The supplements overdue in a part of the tree: one query, however many units there are.
use std::collections::HashSet;

use base::{kernel::error::Result, store::db::Conn};
use chrono::NaiveDate;
use entity::{plan, supplement_request};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

/// The plans asked for: those of all units when there is no list.
pub struct Selection {
    pub movement_id: Uuid,
    pub units: Option<Vec<Uuid>>,
}

impl Selection {
    fn condition(&self) -> Condition {
        let of_movement = Condition::all().add(plan::Column::MovementId.eq(self.movement_id));
        let units = self.units.as_ref().map(|units| plan::Column::UnitId.is_in(units.iter().copied()));
        of_movement.add_option(units)
    }
}

/// Plans with a supplement request that is open after its last day; `closed` is the last one that is over.
pub async fn overdue(db: &Conn, selection: &Selection, closed: NaiveDate) -> Result<HashSet<Uuid>> {
    use supplement_request::Column;
    let plans = plan::Entity::find().select_only().column(plan::Column::Id).filter(selection.condition());
    let found = supplement_request::Entity::find()
        .select_only()
        .column(Column::PlanId)
        .filter(Column::ResolvedAt.is_null())
        .filter(Column::DueOn.lte(closed))
        .filter(Column::PlanId.in_subquery(plans.into_query()))
        .into_tuple::<Uuid>();
    Ok(found.all(db).await?.into_iter().collect())
}
