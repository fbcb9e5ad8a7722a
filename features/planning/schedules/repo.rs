//! Queries on reporting schedules and on the periods that they made.
use std::collections::HashSet;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::NaiveDate;
use entity::{
    journal::Subject,
    movement, obligation, obligation_change, period,
    reporting_schedule::{self, ScheduleStatus},
    target_milestone,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef};
use uuid::Uuid;

use super::dto::ReportingScheduleFilter;

/// A schedule and its movement, whose people write and activate it.
#[derive(Clone, Debug)]
pub struct Found {
    pub schedule: reporting_schedule::Model,
    pub movement: movement::Model,
}

/// The launching units whose drafts the caller sees: its own and, for the ministry's, who prepares for it.
fn side(scope: &Scope) -> Vec<Uuid> {
    let mut own: Vec<_> = scope.reading().to_vec();
    own.extend(scope.organisation.ministry().filter(|_| scope.reads_sector()));
    own
}

/// What was activated is everybody's, also when it has ended since.
fn visible(scope: &Scope) -> Condition {
    let own = movement::Entity::find()
        .select_only()
        .column(movement::Column::Id)
        .filter(movement::Column::LaunchedByUnitId.is_in(side(scope)));
    Condition::any()
        .add(reporting_schedule::Column::ActivatedAt.is_not_null())
        .add(reporting_schedule::Column::MovementId.in_subquery(own.into_query()))
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<Found> {
    let its_movement: RelationDef = reporting_schedule::Entity::belongs_to(movement::Entity)
        .from(reporting_schedule::Column::MovementId)
        .to(movement::Column::Id)
        .into();
    let select = reporting_schedule::Entity::find_by_id(id).join(JoinType::InnerJoin, its_movement);
    let found = select.select_also(movement::Entity).one(db).await?;
    let Some((schedule, Some(movement))) = found else { return Err(Error::new(Code::NotFound)) };
    if schedule.activated_at.is_some() || side(scope).contains(&movement.launched_by_unit_id) {
        return Ok(Found { schedule, movement });
    }
    Err(scope.hidden(Subject::ReportingSchedule, id, movement.launched_by_unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &ReportingScheduleFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<reporting_schedule::Model>> {
    use reporting_schedule::Column;
    let mut select = reporting_schedule::Entity::find().filter(visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// All that a movement ever had, drafts too.
pub async fn of_movement(db: &Conn, movement_id: Uuid) -> Result<Vec<reporting_schedule::Model>> {
    let of_one = reporting_schedule::Column::MovementId.eq(movement_id);
    Ok(reporting_schedule::Entity::find().filter(of_one).all(db).await?)
}

/// An active schedule of a movement.
pub async fn active(db: &Conn, movement_id: Uuid, id: Uuid) -> Result<Option<reporting_schedule::Model>> {
    let found = reporting_schedule::Entity::find_by_id(id).one(db).await?;
    Ok(found.filter(|m| m.movement_id == movement_id && m.status == ScheduleStatus::Active))
}

/// The periods that a schedule made: those that stay, and those that nothing keeps. A period stays once its first day has
/// come, once anything is owed for it, and where a plan names it. That is asked of tables of other features, because the
/// answer belongs to the schedule's own life.
pub async fn standing(
    db: &Conn,
    schedule_id: Uuid,
    today: NaiveDate,
) -> Result<(Vec<period::Model>, Vec<period::Model>)> {
    let made = period::Entity::find().filter(period::Column::ScheduleId.eq(schedule_id)).all(db).await?;
    let ids: Vec<Uuid> = made.iter().map(|m| m.id).collect();
    let mut kept: HashSet<Uuid> = HashSet::new();
    let owed = obligation::Entity::find().select_only().column(obligation::Column::PeriodId).distinct();
    let owed = owed.filter(obligation::Column::PeriodId.is_in(ids.iter().copied()));
    kept.extend(owed.into_tuple::<Uuid>().all(db).await?);
    let told = obligation_change::Entity::find().select_only().column(obligation_change::Column::PeriodId).distinct();
    let told = told.filter(obligation_change::Column::PeriodId.is_in(ids.iter().copied()));
    kept.extend(told.into_tuple::<Uuid>().all(db).await?);
    let named = target_milestone::Entity::find().select_only().column(target_milestone::Column::PeriodId).distinct();
    let named = named.filter(target_milestone::Column::PeriodId.is_in(ids));
    kept.extend(named.into_tuple::<Uuid>().all(db).await?);
    Ok(made.into_iter().partition(|m| m.data_from <= today || kept.contains(&m.id)))
}
