//! Reminders end with what they remind of, in the transaction in which that comes, is waived or moved. Papers lie below
//! reminders, so that what both say of them stands here; when and by whom they are sent is `oversight::reminders`.
mod events;

use entity::reminder::{self, ReminderResolution, ReminderStatus, ReminderSubject};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    kernel::error::Result,
    store::{
        db::{Uow, bulk::lists, literal},
        journal::Change,
    },
};
pub use events::{ReminderEvent, ReminderFact};

/// What reminders urge for: things of one kind, and of plans, which share the id of their movement, whose.
#[derive(Clone, Copy, Debug)]
pub struct Urged<'a> {
    pub kind: ReminderSubject,
    pub ids: &'a [Uuid],
    pub unit_id: Option<Uuid>,
}

impl<'a> Urged<'a> {
    pub const fn report(obligations: &'a [Uuid]) -> Self {
        Self { kind: ReminderSubject::Report, ids: obligations, unit_id: None }
    }

    pub const fn supplement(requests: &'a [Uuid]) -> Self {
        Self { kind: ReminderSubject::Supplement, ids: requests, unit_id: None }
    }

    pub const fn recommendation(ids: &'a [Uuid]) -> Self {
        Self { kind: ReminderSubject::Recommendation, ids, unit_id: None }
    }

    pub const fn plan(movement: &'a [Uuid], unit_id: Uuid) -> Self {
        Self { kind: ReminderSubject::Plan, ids: movement, unit_id: Some(unit_id) }
    }
}

pub async fn insert(uow: &Uow, rows: Vec<reminder::ActiveModel>) -> Result<Vec<reminder::Model>> {
    Ok(reminder::Entity::insert_many(rows).exec_with_returning(&uow.tx).await?)
}

/// What the journal is told of reminders that were escalated.
pub async fn escalate(uow: &Uow, ids: Vec<Uuid>) -> Result<Vec<Change>> {
    use reminder::Column;
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let escalated = reminder::Entity::update_many()
        .col_expr(Column::Status, Expr::value(ReminderStatus::Escalated))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(uow.now))
        .filter(Column::Id.is_in(ids))
        .filter(is_open())
        .exec_with_returning(&uow.tx)
        .await?;
    Ok(escalated.iter().map(|m| ReminderEvent::Escalated.of(m)).collect())
}

/// Of reminders: whether it is not resolved.
pub fn is_open() -> Expr {
    Expr::col(reminder::Column::Status).ne(literal(ReminderStatus::Resolved))
}

/// Whether somebody is urged for one thing, to be asked beside something else.
pub fn is_urged(kind: ReminderSubject, id: Uuid) -> SimpleExpr {
    use reminder::{Column, Entity};
    let open = Entity::find().select_only().column(Column::Id).filter(is_open());
    Expr::exists(open.filter(Column::SubjectType.eq(kind)).filter(Column::SubjectId.eq(id)).into_query())
}

/// Every open reminder of something is resolved.
pub async fn resolve(uow: &Uow, urged: Urged<'_>, resolution: ReminderResolution) -> Result<()> {
    use reminder::Column;
    for ids in lists(urged.ids) {
        let mut these = Column::SubjectType.eq(urged.kind).and(Column::SubjectId.is_in(ids));
        if let Some(unit) = urged.unit_id {
            these = these.and(Column::UnitId.eq(unit));
        }
        end(uow, these, resolution).await?;
    }
    Ok(())
}

/// The same of reminders by their ids.
pub async fn resolve_by_id(uow: &Uow, ids: &[Uuid], resolution: ReminderResolution) -> Result<()> {
    for ids in lists(ids) {
        end(uow, reminder::Column::Id.is_in(ids), resolution).await?;
    }
    Ok(())
}

async fn end(uow: &Uow, these: SimpleExpr, resolution: ReminderResolution) -> Result<()> {
    use reminder::Column;
    let resolved = reminder::Entity::update_many()
        .col_expr(Column::Status, Expr::value(ReminderStatus::Resolved))
        .col_expr(Column::Resolution, Expr::value(resolution))
        .col_expr(Column::ResolvedAt, Expr::value(uow.now))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(uow.now))
        .filter(these)
        .filter(is_open())
        .exec_with_returning(&uow.tx)
        .await?;
    let event = ReminderEvent::Resolved { resolution };
    uow.record_all(resolved.iter().map(|m| event.of(m)).collect()).await
}
