//! What superiors asked to add to plans. It is answered by the next version of the plan, or the superior finds the replies
//! enough.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::{Addressee, Scope},
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    journal::Subject,
    plan,
    reminder::{self, ReminderResolution, ReminderSubject},
    supplement_request::{self, Column, Resolution},
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef, Select, SelectTwo};
use uuid::Uuid;

use super::{Ended, Owed};

fn with_plan(select: Select<supplement_request::Entity>) -> SelectTwo<supplement_request::Entity, plan::Entity> {
    let its_plan: RelationDef =
        supplement_request::Entity::belongs_to(plan::Entity).from(Column::PlanId).to(plan::Column::Id).into();
    select.join(JoinType::InnerJoin, its_plan).select_also(plan::Entity)
}

/// Unanswered, of a plan that stands as it was when it was asked about.
fn view(request: &supplement_request::Model, plan: &plan::Model) -> Option<Owed> {
    let open = request.resolved_at.is_none() && plan.status == plan::PlanStatus::SupplementRequested;
    let to = plan.receiver_unit_id.filter(|_| open)?;
    Some(Owed {
        kind: ReminderSubject::Supplement,
        subject_id: request.id,
        movement_id: plan.movement_id,
        unit_id: plan.unit_id,
        from: Addressee { unit_id: to, function: plan.receiver_function },
        due_on: request.due_on,
    })
}

pub async fn owed(db: &Conn, movement_id: Uuid, days: &[NaiveDate]) -> Result<Vec<Owed>> {
    let select = supplement_request::Entity::find()
        .filter(Column::ResolvedAt.is_null())
        .filter(Column::DueOn.is_in(days.iter().copied()))
        .filter(plan::Column::MovementId.eq(movement_id));
    let found = with_plan(select).all(db).await?;
    Ok(found.iter().filter_map(|(request, plan)| view(request, plan.as_ref()?)).collect())
}

/// With their last days. Whoever answers one waits until the transaction ends, and then finds the reminder.
pub async fn still_owed(db: &Conn, ids: Vec<Uuid>) -> Result<HashSet<(Uuid, NaiveDate)>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let select = supplement_request::Entity::find().filter(Column::Id.is_in(ids)).filter(Column::ResolvedAt.is_null());
    Ok(select.lock_shared().all(db).await?.into_iter().map(|m| (m.id, m.due_on)).collect())
}

pub async fn one(db: &Conn, scope: &Scope, id: Uuid) -> Result<Option<Owed>> {
    let found = with_plan(supplement_request::Entity::find_by_id(id)).one(db).await?;
    let Some((request, Some(plan))) = found else { return Err(Error::new(Code::NotFound)) };
    if !scope.sees(plan.unit_id, plan.sent_at.is_some()) {
        return Err(scope.hidden(Subject::Plan, plan.id, plan.unit_id));
    }
    Ok(view(&request, &plan))
}

pub async fn ended(db: &Conn, open: &[&reminder::Model]) -> Result<Vec<Ended>> {
    if open.is_empty() {
        return Ok(vec![]);
    }
    let select = supplement_request::Entity::find().filter(Column::Id.is_in(open.iter().map(|m| m.subject_id)));
    let found = with_plan(select).all(db).await?;
    let found: HashMap<Uuid, _> =
        found.into_iter().filter_map(|(request, plan)| Some((request.id, (request, plan?)))).collect();
    let ended = |m: &&reminder::Model| match found.get(&m.subject_id) {
        Some((request, plan)) if view(request, plan).is_some() => None,
        Some((request, _)) if request.resolution == Some(Resolution::Withdrawn) => {
            Some((m.id, ReminderResolution::Waived))
        }
        Some((request, _)) if request.resolved_at.is_some() => Some((m.id, ReminderResolution::Arrived)),
        _ => Some((m.id, ReminderResolution::Ended)),
    };
    Ok(open.iter().filter_map(ended).collect())
}
