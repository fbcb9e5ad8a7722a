//! Queries on recommendations.
use base::{
    kernel::{
        calendar::Today,
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    inspection_recommendation::{self, Column, Entity, RecommendationStatus},
    journal::Subject,
};
use planning::files::readers;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::dto::{RecommendationFilter, RecommendationState as State};

/// What is neither done nor dropped.
const UNSETTLED: [RecommendationStatus; 2] = [RecommendationStatus::Open, RecommendationStatus::Answered];

/// Asks the same of the database for what is hidden as for what is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<inspection_recommendation::Model> {
    if let Some(found) = Entity::find_by_id(id).filter(readers::recommendations(scope)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Recommendation, id, hidden.inspecting_unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &RecommendationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<inspection_recommendation::Model>> {
    let mut select = Entity::find().filter(readers::recommendations(scope));
    if let Some(inspection) = filter.inspection_id {
        select = select.filter(Column::InspectionId.eq(inspection));
    }
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.owner_unit_id.is_empty() {
        select = select.filter(Column::OwnerUnitId.is_in(filter.owner_unit_id.iter().copied()));
    }
    if !filter.inspecting_unit_id.is_empty() {
        select = select.filter(Column::InspectingUnitId.is_in(filter.inspecting_unit_id.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(stands(&filter.status, scope.time()));
    }
    if let Some(from) = filter.due_on_from {
        select = select.filter(Column::DueOn.gte(from));
    }
    if let Some(to) = filter.due_on_to {
        select = select.filter(Column::DueOn.lte(to));
    }
    let sorts = [
        SortField { name: "due_on", column: Column::DueOn, kind: Kind::Day },
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
    ];
    page::fetch(db, select, &sorts, "due_on", Column::Id, page, list).await
}

/// Those that stand in one of these states today.
fn stands(states: &[State], today: Today) -> Condition {
    let kept = |state: &State| match state {
        State::Draft => RecommendationStatus::Draft,
        State::Open | State::Overdue => RecommendationStatus::Open,
        State::Answered => RecommendationStatus::Answered,
        State::Done => RecommendationStatus::Done,
        State::Dropped => RecommendationStatus::Dropped,
    };
    let (open, overdue) = (states.contains(&State::Open), states.contains(&State::Overdue));
    let any = Condition::all().add(Column::Status.is_in(states.iter().map(kept)));
    let not_open = || Condition::any().add(Column::Status.ne(RecommendationStatus::Open));
    match (open, overdue) {
        (true, false) => any.add(not_open().add(Column::DueOn.gt(today.closed))),
        (false, true) => any.add(not_open().add(Column::DueOn.lte(today.closed))),
        _ => any,
    }
}

/// All of an inspection, in order: for rules, not for callers.
pub async fn of(db: &Conn, inspection_id: Uuid) -> Result<Vec<inspection_recommendation::Model>> {
    let found = Entity::find().filter(Column::InspectionId.eq(inspection_id));
    Ok(found.order_by_asc(Column::Ordinal).all(db).await?)
}

/// Those of an inspection that are neither done nor dropped.
pub async fn unsettled(db: &Conn, inspection_id: Uuid) -> Result<Vec<Uuid>> {
    let found = Entity::find().select_only().column(Column::Id).filter(Column::InspectionId.eq(inspection_id));
    Ok(found.filter(Column::Status.is_in(UNSETTLED)).into_tuple().all(db).await?)
}

/// What is neither done nor dropped, of these owners, by day; none stands for all. For reminders and tasks: each row has
/// its `owner_unit_id`, `due_on` and state, and `recommendations::state` tells which are overdue.
pub async fn open_recommendations(db: &Conn, owners: Option<&[Uuid]>) -> Result<Vec<inspection_recommendation::Model>> {
    let mut select = Entity::find().filter(Column::Status.is_in(UNSETTLED));
    if let Some(owners) = owners {
        select = select.filter(Column::OwnerUnitId.is_in(owners.iter().copied()));
    }
    Ok(select.order_by_asc(Column::DueOn).order_by_asc(Column::Id).all(db).await?)
}
