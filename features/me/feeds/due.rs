//! What is due of the units at which the owner of a calendar has a role: reports, supplements of plans, plans, and what an
//! inspection recommended.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, policy::Permission, scope::Scope},
    store::db::Conn,
};
use chrono::{Days, NaiveDate};
use entity::{
    inspection_recommendation::{self, RecommendationStatus},
    movement,
    obligation::{self, ObligationStatus},
    plan,
    supplement_request::{self, Resolution},
};
use planning::movements::{self, Deadlines, Lines};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};
use uuid::Uuid;

use super::ics::Event;

/// What lies further away is no use in a calendar.
const AROUND: u64 = 400;
const MOST: u64 = 1_000;

pub async fn days(db: &Conn, scope: &Scope) -> Result<Vec<Event>> {
    let units = scope.units_with(Permission::ReportsSubmit);
    if units.is_empty() {
        return Ok(vec![]);
    }
    let movements = movement::Entity::find().all(db).await?;
    let titles: HashMap<Uuid, String> = movements.into_iter().map(|m| (m.id, m.title)).collect();
    let mut found = reports(db, scope, &units, &titles).await?;
    found.extend(supplements(db, scope, &units, &titles).await?);
    found.extend(plans(db, scope, &units, &titles).await?);
    found.extend(recommendations(db, scope, units, &titles).await?);
    found.sort_by(|one, other| (one.day, &one.uid).cmp(&(other.day, &other.uid)));
    Ok(found)
}

fn around(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (today - Days::new(AROUND), today + Days::new(AROUND))
}

fn of(scope: &Scope, unit: Uuid, movement: Uuid, titles: &HashMap<Uuid, String>) -> String {
    let title = titles.get(&movement).map_or("", String::as_str);
    format!("{} – {title}", scope.organisation.name(unit, scope.today))
}

/// The version of an obligation grows with every change, a new last day among them.
async fn reports(db: &Conn, scope: &Scope, units: &[Uuid], titles: &HashMap<Uuid, String>) -> Result<Vec<Event>> {
    use obligation::Column;
    let own = Condition::all().add(Column::UnitId.is_in(units.iter().copied())).add(Column::PreparerUnitId.is_null());
    let (first, last) = around(scope.today);
    let select = obligation::Entity::find()
        .filter(Condition::any().add(own).add(Column::PreparerUnitId.is_in(units.iter().copied())))
        .filter(Column::DueOn.between(first, last))
        .order_by_asc(Column::Id)
        .limit(MOST);
    let event = |m: obligation::Model| Event {
        uid: format!("obligation-{}@thidua", m.id),
        sequence: m.version,
        changed_at: m.updated_at,
        day: m.due_on,
        summary: format!("Hạn gửi báo cáo {}: {}", m.period_code, of(scope, m.unit_id, m.movement_id, titles)),
        cancelled: matches!(m.status, ObligationStatus::Waived | ObligationStatus::ClosedByReorganisation),
    };
    Ok(select.all(db).await?.into_iter().map(event).collect())
}

/// A request is changed once, when it is resolved.
async fn supplements(db: &Conn, scope: &Scope, units: &[Uuid], titles: &HashMap<Uuid, String>) -> Result<Vec<Event>> {
    use supplement_request::Column;
    let its_plan: RelationDef =
        supplement_request::Entity::belongs_to(plan::Entity).from(Column::PlanId).to(plan::Column::Id).into();
    let (first, last) = around(scope.today);
    let select = supplement_request::Entity::find()
        .join(JoinType::InnerJoin, its_plan)
        .select_also(plan::Entity)
        .filter(plan::Column::UnitId.is_in(units.iter().copied()))
        .filter(Column::DueOn.between(first, last))
        .order_by_asc(Column::Id)
        .limit(MOST);
    let event = |(m, plan): (supplement_request::Model, Option<plan::Model>)| {
        let plan = plan?;
        Some(Event {
            uid: format!("supplement-{}@thidua", m.id),
            sequence: i64::from(m.resolved_at.is_some()),
            changed_at: m.resolved_at.unwrap_or(m.created_at),
            day: m.due_on,
            summary: format!("Hạn bổ sung kế hoạch: {}", of(scope, plan.unit_id, plan.movement_id, titles)),
            cancelled: m.resolution == Some(Resolution::Withdrawn),
        })
    };
    Ok(select.all(db).await?.into_iter().filter_map(event).collect())
}

/// Deadlines are only added: their number grows with every change.
async fn plans(db: &Conn, scope: &Scope, units: &[Uuid], titles: &HashMap<Uuid, String>) -> Result<Vec<Event>> {
    let open = movements::repo::open(db).await?;
    let deadlines = Deadlines::of_all(db, &open).await?;
    let mut found = vec![];
    for (movement, deadlines) in &deadlines {
        let lines = Lines::of(db, *movement).await?;
        for unit in units.iter().filter_map(|unit| scope.organisation.unit(*unit)) {
            let due = deadlines.of_unit(unit).filter(|_| lines.oblige(&scope.organisation, unit, scope.today));
            let (Some(due), Some((sequence, changed_at))) = (due, deadlines.last()) else { continue };
            found.push(Event {
                uid: format!("plan-{movement}-{}@thidua", unit.id),
                sequence,
                changed_at,
                day: due.due_on,
                summary: format!("Hạn gửi kế hoạch: {}", of(scope, unit.id, *movement, titles)),
                cancelled: false,
            });
        }
    }
    Ok(found)
}

/// Also of units that these took over from: the answer is theirs now. What is done or dropped is not due any more.
async fn recommendations(
    db: &Conn,
    scope: &Scope,
    mut units: Vec<Uuid>,
    titles: &HashMap<Uuid, String>,
) -> Result<Vec<Event>> {
    use inspection_recommendation::{Column, Entity};
    let before: Vec<Uuid> = units.iter().flat_map(|unit| scope.organisation.predecessors(*unit, scope.today)).collect();
    units.extend(before);
    let (first, last) = around(scope.today);
    let select = Entity::find()
        .filter(Column::OwnerUnitId.is_in(units))
        .filter(Column::Status.is_in([RecommendationStatus::Open, RecommendationStatus::Answered]))
        .filter(Column::DueOn.between(first, last))
        .order_by_asc(Column::Id)
        .limit(MOST);
    let event = |m: inspection_recommendation::Model| Event {
        uid: format!("recommendation-{}@thidua", m.id),
        sequence: m.version,
        changed_at: m.updated_at,
        day: m.due_on,
        summary: format!("Hạn thực hiện kiến nghị kiểm tra: {}", of(scope, m.owner_unit_id, m.movement_id, titles)),
        cancelled: false,
    };
    Ok(select.all(db).await?.into_iter().map(event).collect())
}
