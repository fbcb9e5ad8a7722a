//! The plans of a part of the tree, and the supplements overdue there: one query each, however many units there are.
use std::collections::HashSet;

use base::{kernel::error::Result, store::db::Conn};
use chrono::NaiveDate;
use entity::{
    plan::{self, PlanStatus},
    supplement_request,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::fold::{self, Version};

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

/// All versions but cancelled ones, unit by unit: also one that is superseded tells when a plan was first sent.
pub async fn versions(db: &Conn, selection: &Selection) -> Result<Vec<Version>> {
    let found = plan::Entity::find()
        .select_only()
        .columns(fold::COLUMNS)
        .filter(selection.condition())
        .filter(plan::Column::Status.ne(PlanStatus::Cancelled));
    let found = db.query_all_raw(found.build(db.get_database_backend())).await?;
    let mut versions = found.iter().map(Version::of).collect::<Result<Vec<_>>>()?;
    versions.sort_unstable_by_key(|version| (version.unit_id, version.version_no));
    Ok(versions)
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
