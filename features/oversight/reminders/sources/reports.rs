//! Reports that units owe. What was submitted is not urged for; nor is what was returned, for it lies with the unit again by
//! the superior's own word, until it has another last day than when it was submitted.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    obligation::{self, ObligationStatus},
    reminder::{self, ReminderResolution, ReminderSubject},
    report,
};
use reporting::reports::repo;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Ended, Owed};

/// Not with the superior.
const UNSENT: [ObligationStatus; 3] = [ObligationStatus::Expected, ObligationStatus::Draft, ObligationStatus::Issued];

fn owing() -> Select<obligation::Entity> {
    use obligation::Column;
    let of_this = Expr::col((report::Entity, report::Column::ObligationId)).equals((obligation::Entity, Column::Id));
    let moved = Expr::col((report::Entity, report::Column::DueOn)).lt(Expr::col((obligation::Entity, Column::DueOn)));
    let moved = report::Entity::find().select_only().column(report::Column::Id).filter(of_this).filter(moved);
    let returned = Column::Status.eq(ObligationStatus::Returned).and(Expr::exists(moved.into_query()));
    obligation::Entity::find().filter(Condition::any().add(Column::Status.is_in(UNSENT)).add(returned))
}

fn view(m: obligation::Model) -> Owed {
    Owed {
        kind: ReminderSubject::Report,
        subject_id: m.id,
        movement_id: m.movement_id,
        unit_id: m.preparer_unit_id.unwrap_or(m.unit_id),
        from: Addressee { unit_id: m.receiver_unit_id, function: m.receiver_function },
        due_on: m.due_on,
    }
}

pub async fn owed(db: &Conn, movement_id: Uuid, days: &[NaiveDate]) -> Result<Vec<Owed>> {
    let select = owing()
        .filter(obligation::Column::MovementId.eq(movement_id))
        .filter(obligation::Column::DueOn.is_in(days.iter().copied()));
    Ok(select.all(db).await?.into_iter().map(view).collect())
}

/// With their last days. Whoever submits one waits until the transaction ends, and then finds the reminder.
pub async fn still_owed(db: &Conn, ids: Vec<Uuid>) -> Result<HashSet<(Uuid, NaiveDate)>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let select = owing().filter(obligation::Column::Id.is_in(ids)).lock_shared();
    Ok(select.all(db).await?.into_iter().map(|m| (m.id, m.due_on)).collect())
}

pub async fn one(db: &Conn, scope: &Scope, id: Uuid) -> Result<Option<Owed>> {
    let seen = repo::obligation(db, scope, id).await?;
    let owing = owing().filter(obligation::Column::Id.eq(seen.id)).lock_shared().one(db).await?;
    Ok(owing.map(view))
}

pub async fn ended(db: &Conn, open: &[&reminder::Model]) -> Result<Vec<Ended>> {
    use obligation::Column;
    if open.is_empty() {
        return Ok(vec![]);
    }
    let ids = || open.iter().map(|m| m.subject_id);
    let owing = owing().filter(Column::Id.is_in(ids())).all(db).await?;
    let owing: HashMap<Uuid, NaiveDate> = owing.into_iter().map(|m| (m.id, m.due_on)).collect();
    let all = obligation::Entity::find().select_only().columns([Column::Id, Column::Status]);
    let all = all.filter(Column::Id.is_in(ids())).into_tuple::<(Uuid, ObligationStatus)>().all(db).await?;
    let all: HashMap<Uuid, ObligationStatus> = all.into_iter().collect();
    let ended = |m: &&reminder::Model| match (owing.get(&m.subject_id), all.get(&m.subject_id)) {
        (Some(due_on), _) => (*due_on != m.due_on).then_some((m.id, ReminderResolution::Extended)),
        (None, Some(ObligationStatus::Waived)) => Some((m.id, ReminderResolution::Waived)),
        (None, Some(ObligationStatus::ClosedByReorganisation) | None) => Some((m.id, ReminderResolution::Ended)),
        (None, Some(_)) => Some((m.id, ReminderResolution::Arrived)),
    };
    Ok(open.iter().filter_map(ended).collect())
}
