//! Queries on reminders.
mod ladders;

use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
        reminders,
    },
};
use entity::{
    function_assignment::Function,
    journal::Subject,
    reminder::{self, Column, Entity},
};
pub use ladders::{in_force, ladder, ladders, rungs_of};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{dto::ReminderFilter, sources::Owed};

/// How many open reminders are looked at in one transaction.
pub const BATCH: u64 = 500;

/// Whether the caller reads what its own units write to units below: of a function also what its last holder wrote.
fn writes(scope: &Scope, m: &reminder::Model) -> bool {
    let holder = m.from_function.and_then(|function| scope.organisation.holder(function, scope.today));
    scope.owns(holder.unwrap_or(m.from_unit_id)) || scope.owns(m.from_unit_id)
}

/// The rows that `sees` is true of.
fn visible(scope: &Scope) -> Condition {
    let sent = || Condition::all().add(Column::SentAt.is_not_null());
    let received = sent().add(Column::UnitId.is_in(scope.owned()));
    let above = if scope.reads_sector() { sent() } else { sent().add(Column::UnitId.is_in(scope.below())) };
    let mut visible = Condition::any().add(received).add(above).add(Column::FromUnitId.is_in(scope.owned()));
    let function = Function::EmulationStandingBody;
    if scope.organisation.holder(function, scope.today).is_some_and(|holder| scope.owns(holder)) {
        visible = visible.add(Column::FromFunction.eq(function));
    }
    visible
}

/// A letter that is not signed is its writers' alone, also when it was never sent.
pub fn sees(scope: &Scope, m: &reminder::Model) -> bool {
    writes(scope, m) || (m.sent_at.is_some() && scope.sees(m.unit_id, true))
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<reminder::Model> {
    let found = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if sees(scope, &found) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Reminder, id, found.from_unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &ReminderFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<reminder::Model>> {
    let mut select = Entity::find().filter(visible(scope));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.subject_type.is_empty() {
        select = select.filter(Column::SubjectType.is_in(filter.subject_type.iter().copied()));
    }
    if let Some(subject) = filter.subject_id {
        select = select.filter(Column::SubjectId.eq(subject));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(units) = scope.within(filter.within) {
        select = select.filter(Column::UnitId.is_in(units));
    }
    if let Some(from) = filter.from_unit_id {
        select = select.filter(Column::FromUnitId.eq(from));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(level) = filter.level {
        select = select.filter(Column::Level.eq(level));
    }
    let sorts = [
        SortField { name: "created_at", column: Column::CreatedAt, kind: Kind::Time },
        SortField { name: "due_on", column: Column::DueOn, kind: Kind::Day },
    ];
    page::fetch(db, select, &sorts, "-created_at", Column::Id, page, list).await
}

/// What a reminder is of: two of them never have all of this in common and are open.
pub type Key = (Uuid, Uuid);

pub const fn key(m: &reminder::Model) -> Key {
    (m.subject_id, m.unit_id)
}

/// All reminders of some things, by what they are of.
pub async fn of(db: &Conn, owed: &[Owed]) -> Result<HashMap<Key, Vec<reminder::Model>>> {
    let mut found: HashMap<Key, Vec<reminder::Model>> = HashMap::new();
    if owed.is_empty() {
        return Ok(found);
    }
    let select = Entity::find()
        .filter(Column::SubjectId.is_in(owed.iter().map(|one| one.subject_id)))
        .filter(Column::UnitId.is_in(owed.iter().map(|one| one.unit_id)));
    for m in select.all(db).await? {
        found.entry(key(&m)).or_default().push(m);
    }
    Ok(found)
}

/// Open ones after an id, in the order of their ids.
pub async fn open_after(db: &Conn, after: Uuid) -> Result<Vec<reminder::Model>> {
    let open =
        Entity::find().filter(reminders::is_open()).filter(Column::Id.gt(after)).order_by_asc(Column::Id).limit(BATCH);
    Ok(open.all(db).await?)
}
