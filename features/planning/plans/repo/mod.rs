//! Queries on plans and their parts.
mod measured;
pub mod shares;

use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::{Place, Scope},
    },
    store::{
        db::{Conn, bulk::lists},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    journal::Subject,
    measure,
    obligation::{self, ObligationStatus},
    plan::{self, PlanStatus},
    supplement_reply, supplement_request,
    target::{self, Origins},
    task,
};
pub use measured::{Measure, Measured, measured};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

use super::{
    dto::PlanFilter,
    rules::{ENDED_WITH_UNIT, IN_FORCE},
};

/// A target and its plan, by one query: whoever sees the plan sees its targets.
pub async fn target(db: &Conn, scope: &Scope, id: Uuid) -> Result<(target::Model, plan::Model)> {
    let its_plan: RelationDef =
        target::Entity::belongs_to(plan::Entity).from(target::Column::PlanId).to(plan::Column::Id).into();
    let select = target::Entity::find_by_id(id).join(JoinType::InnerJoin, its_plan).select_also(plan::Entity);
    let Some((target, Some(plan))) = select.one(db).await? else { return Err(Error::new(Code::NotFound)) };
    if sees(scope, &plan) {
        return Ok((target, plan));
    }
    Err(scope.hidden(Subject::Plan, plan.id, plan.unit_id))
}

/// Whether a plan is the caller's to see, and with it all that belongs to it.
pub fn sees(scope: &Scope, plan: &plan::Model) -> bool {
    scope.sees_in(plan.movement_id, plan.unit_id, plan.sent_at.is_some())
}

/// The plans that `sees` is true of.
pub fn visible(scope: &Scope) -> Condition {
    let sent = Condition::all().add(plan::Column::SentAt.is_not_null());
    scope.visible_in(plan::Column::MovementId, plan::Column::UnitId, sent)
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<plan::Model> {
    let found = plan::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if sees(scope, &found) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Plan, id, found.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &PlanFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<plan::Model>> {
    use plan::Column;
    let place = Place { units: &filter.unit_id, within: filter.within, provinces: &filter.province_code };
    let visible = scope.visible_at(visible(scope), (Column::UnitId, Column::ProvinceCode), &place);
    let mut select = plan::Entity::find().filter(visible);
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(receiver) = filter.receiver_unit_id {
        select = select.filter(Column::ReceiverUnitId.eq(receiver));
    }
    if let Some(from) = filter.updated_at_from {
        select = select.filter(Column::UpdatedAt.gte(from));
    }
    if let Some(to) = filter.updated_at_to {
        select = select.filter(Column::UpdatedAt.lt(to));
    }
    let sorts = [
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
        SortField { name: "sent_at", column: Column::SentAt, kind: Kind::OptionalTime },
    ];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

/// Every version of one unit's plan that the caller sees, oldest first.
pub async fn versions(db: &Conn, scope: &Scope, root_id: Uuid) -> Result<Vec<plan::Model>> {
    let first = plan::Entity::find_by_id(root_id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let found = plan::Entity::find()
        .filter(plan::Column::MovementId.eq(first.movement_id))
        .filter(plan::Column::UnitId.eq(first.unit_id))
        .filter(plan::Column::RootId.eq(root_id))
        .filter(visible(scope))
        .order_by_asc(plan::Column::VersionNo);
    Ok(found.all(db).await?)
}

/// The same for whoever changes it: nobody else does meanwhile (SQLite has one writer anyway).
pub async fn get_to_change(db: &Conn, scope: &Scope, id: Uuid) -> Result<plan::Model> {
    let found = plan::Entity::find_by_id(id).lock_exclusive().one(db).await?;
    let found = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if sees(scope, &found) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Plan, id, found.unit_id))
}

/// All versions of all plans of a unit in a movement, newest first: for rules, not for callers.
pub async fn of_unit(db: &Conn, movement_id: Uuid, unit_id: Uuid) -> Result<Vec<plan::Model>> {
    let found = plan::Entity::find()
        .filter(plan::Column::MovementId.eq(movement_id))
        .filter(plan::Column::UnitId.eq(unit_id))
        .order_by_desc(plan::Column::VersionNo);
    Ok(found.all(db).await?)
}

/// The version that reports are measured against.
pub async fn in_force(db: &Conn, movement_id: Uuid, unit_id: Uuid) -> Result<Option<plan::Model>> {
    let mut versions = of_unit(db, movement_id, unit_id).await?;
    versions.retain(|plan| IN_FORCE.contains(&plan.status));
    Ok(versions.into_iter().next())
}

/// The same of a unit that may have ended since: what it was issued last.
pub async fn last_in_force(db: &Conn, movement_id: Uuid, unit_id: Uuid) -> Result<Option<plan::Model>> {
    let mut versions = of_unit(db, movement_id, unit_id).await?;
    let ended = |plan: &plan::Model| ENDED_WITH_UNIT.contains(&plan.status) && plan.document_number.is_some();
    versions.retain(|plan| IN_FORCE.contains(&plan.status) || ended(plan));
    Ok(versions.into_iter().next())
}

pub async fn tasks(db: &Conn, plan_id: Uuid) -> Result<Vec<task::Model>> {
    let found = task::Entity::find().filter(task::Column::PlanId.eq(plan_id)).order_by_asc(task::Column::Ordinal);
    Ok(found.all(db).await?)
}

pub async fn measures(db: &Conn, plan_id: Uuid) -> Result<Vec<measure::Model>> {
    let found =
        measure::Entity::find().filter(measure::Column::PlanId.eq(plan_id)).order_by_asc(measure::Column::Ordinal);
    Ok(found.all(db).await?)
}

pub async fn targets(db: &Conn, plan_id: Uuid) -> Result<Vec<target::Model>> {
    let found = target::Entity::find().filter(target::Column::PlanId.eq(plan_id)).order_by_asc(target::Column::Ordinal);
    Ok(found.all(db).await?)
}

/// Of targets their first versions.
pub async fn roots_of(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    use target::{Column, Entity};
    let mut found = HashMap::new();
    for ids in lists(ids) {
        let rows = Entity::find().select_only().columns([Column::Id, Column::RootId]).filter(Column::Id.is_in(ids));
        found.extend(rows.into_tuple::<(Uuid, Uuid)>().all(db).await?);
    }
    Ok(found)
}

/// Of targets what they restate.
pub async fn inherited(db: &Conn, ids: &[Uuid]) -> Result<Vec<(Uuid, Origins)>> {
    use target::{Column, Entity};
    let mut found = vec![];
    for ids in lists(ids) {
        let rows = Entity::find().select_only().columns([Column::Id, Column::InheritsFrom]);
        found.extend(rows.filter(Column::Id.is_in(ids)).into_tuple::<(Uuid, Origins)>().all(db).await?);
    }
    Ok(found)
}

pub async fn supplement_requests(db: &Conn, plan_id: Uuid) -> Result<Vec<supplement_request::Model>> {
    let found = supplement_request::Entity::find()
        .filter(supplement_request::Column::PlanId.eq(plan_id))
        .order_by_asc(supplement_request::Column::Id);
    Ok(found.all(db).await?)
}

pub async fn supplement_replies(
    db: &Conn,
    requests: &[supplement_request::Model],
) -> Result<Vec<supplement_reply::Model>> {
    use supplement_reply::{Column, Entity};
    if requests.is_empty() {
        return Ok(vec![]);
    }
    let of_requests = Entity::find().filter(Column::RequestId.is_in(requests.iter().map(|request| request.id)));
    Ok(of_requests.order_by_asc(Column::Id).all(db).await?)
}

/// (Reports not yet settled, reports accepted): what a plan waits for before it is closed.
pub async fn reports_of(db: &Conn, plan: &plan::Model) -> Result<(u64, u64)> {
    use obligation::Column;
    let of_plan = || {
        obligation::Entity::find()
            .filter(Column::MovementId.eq(plan.movement_id))
            .filter(Column::UnitId.eq(plan.unit_id))
    };
    let settled = [ObligationStatus::Accepted, ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation];
    let open = of_plan().filter(Column::Status.is_not_in(settled)).count(db).await?;
    let accepted = of_plan().filter(Column::Status.eq(ObligationStatus::Accepted)).count(db).await?;
    Ok((open, accepted))
}

/// Received plans whose first day has come.
pub async fn due_to_start(db: &Conn, today: chrono::NaiveDate) -> Result<Vec<plan::Model>> {
    let found = plan::Entity::find()
        .filter(plan::Column::Status.eq(PlanStatus::Received))
        .filter(plan::Column::StartsOn.lte(today))
        .limit(200);
    Ok(found.all(db).await?)
}
