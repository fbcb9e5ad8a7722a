//! The queue of jobs: rows that are asked for in the transaction whose work they continue, claimed in a short one, and
//! worked off outside of any.
//!
//! Leases go by the clock of the database, which is the same for all instances. Each claim gets a number; whatever a job
//! writes it writes in transactions that ask for that number first, so that two holders never overlap, however slow the
//! first has become.
pub mod waits;

use chrono::{DateTime, TimeDelta, Utc};
use entity::job::{self, ActiveModel, Column, Entity};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Statement,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict},
};
use serde_json::Value;
use uuid::Uuid;
use waits::Waits;

use super::db::Uow;
use crate::{
    kernel::error::{Code, Error, Result},
    store::db::Conn,
};

/// Renewed while the work goes on; so long after its holder has died does somebody else begin.
pub const LEASE: TimeDelta = TimeDelta::seconds(15);
const MOST_OF_AN_ERROR: usize = 500;

/// Work of one lane never waits for that of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    Seal,
    Calendar,
    Housekeeping,
    Files,
    /// What is told to other systems, which may be slow to listen.
    Webhooks,
    /// Papers that are drawn up for printing.
    Documents,
    /// What a person has asked for and does not wait for at the other end of a request.
    Long,
}

impl Lane {
    pub const ALL: [Self; 7] =
        [Self::Seal, Self::Calendar, Self::Housekeeping, Self::Files, Self::Webhooks, Self::Documents, Self::Long];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Calendar => "calendar",
            Self::Housekeeping => "housekeeping",
            Self::Files => "files",
            Self::Webhooks => "webhooks",
            Self::Documents => "documents",
            Self::Long => "long",
        }
    }
}

/// Work to be done.
pub struct Order<'a> {
    pub lane: Lane,
    pub kind: &'a str,
    /// With the kind it makes the work unique.
    pub key: &'a str,
    pub payload: Value,
}

/// The time of the database, which all instances share.
pub async fn now(db: &Conn) -> Result<DateTime<Utc>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now",
        _ => "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') AS now",
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let text: String = row.ok_or_else(|| DbErr::Custom("the database tells no time".to_owned()))?.try_get("", "now")?;
    text.parse().map_err(|e| DbErr::Custom(format!("{text}: {e}")))
}

/// Asks for work, from when this transaction commits. What is waiting already is not asked for twice; what has been
/// given up is tried anew.
pub async fn enqueue(uow: &Uow, order: &Order<'_>) -> Result<()> {
    let row = ActiveModel { payload: Set(order.payload.to_string()), ..waiting(order, now(&uow.tx).await?) };
    let again = OnConflict::columns([Column::Kind, Column::Key])
        .update_columns([Column::Payload, Column::DueAt, Column::UpdatedAt])
        .value(Column::Requested, Expr::col((Entity, Column::Requested)).add(1))
        .value(Column::Version, Expr::col((Entity, Column::Version)).add(1))
        .value(Column::Attempt, 0)
        .value(Column::FailedAt, Option::<DateTime<Utc>>::None)
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// Whether work that was asked for is still to be done, and was not given up.
pub async fn is_waiting(db: &Conn, kind: &str, key: &str) -> Result<bool> {
    let found = Entity::find().filter(Column::Kind.eq(kind)).filter(Column::Key.eq(key)).one(db).await?;
    Ok(found.is_some_and(|job| job.failed_at.is_none()))
}

/// Puts work on the list of what was given up, for somebody to look into before it is tried.
pub async fn enlist(uow: &Uow, order: &Order<'_>, why: &str) -> Result<()> {
    let now = now(&uow.tx).await?;
    let why: String = why.chars().take(MOST_OF_AN_ERROR).collect();
    let row = ActiveModel { last_error: Set(Some(why)), failed_at: Set(Some(now)), ..waiting(order, now) };
    let again = OnConflict::columns([Column::Kind, Column::Key])
        .update_columns([Column::Payload, Column::LastError, Column::FailedAt, Column::UpdatedAt])
        .value(Column::Version, Expr::col((Entity, Column::Version)).add(1))
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// Work that comes again and again is a row from the first start on.
pub async fn plant(uow: &Uow, order: &Order<'_>) -> Result<()> {
    let there = OnConflict::columns([Column::Kind, Column::Key]).do_nothing().to_owned();
    let row = waiting(order, now(&uow.tx).await?);
    Entity::insert(row).on_conflict(there).exec_without_returning(&uow.tx).await?;
    Ok(())
}

fn waiting(order: &Order<'_>, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(Uuid::now_v7()),
        lane: Set(order.lane.name().to_owned()),
        kind: Set(order.kind.to_owned()),
        key: Set(order.key.to_owned()),
        payload: Set(order.payload.to_string()),
        due_at: Set(now),
        attempt: Set(0),
        requested: Set(1),
        holder: Set(None),
        lease_until: Set(None),
        fencing: Set(0),
        last_error: Set(None),
        failed_at: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    }
}

/// Whether work is claimed before it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Now,
    /// In tests and at the end of a run.
    Whenever,
}

fn free(kinds: &[&str], due: Due, now: DateTime<Utc>) -> Condition {
    let free = Condition::all()
        .add(Column::Kind.is_in(kinds.iter().copied()))
        .add(Column::FailedAt.is_null())
        .add(Condition::any().add(Column::LeaseUntil.is_null()).add(Column::LeaseUntil.lte(now)));
    if due == Due::Now { free.add(Column::DueAt.lte(now)) } else { free }
}

/// The kinds of work that somebody could begin now. Reads only.
pub async fn due(db: &Conn, kinds: &[&str]) -> Result<Vec<String>> {
    let found = Entity::find().select_only().column(Column::Kind).distinct();
    Ok(found.filter(free(kinds, Due::Now, now(db).await?)).into_tuple().all(db).await?)
}

/// Takes the work of a kind that has been due longest, if any is free. Kinds that this version does not know are left
/// to one that does.
pub async fn claim(uow: &Uow, kind: &str, due: Due, holder: Uuid) -> Result<Option<job::Model>> {
    let now = now(&uow.tx).await?;
    let found = Entity::find()
        .filter(free(&[kind], due, now))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(&uow.tx)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let claimed = Entity::update_many()
        .col_expr(Column::Holder, Expr::value(holder))
        .col_expr(Column::LeaseUntil, Expr::value(now + LEASE))
        .col_expr(Column::Fencing, Expr::col(Column::Fencing).add(1))
        .col_expr(Column::Attempt, Expr::col(Column::Attempt).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(found.id))
        .exec_with_returning(&uow.tx)
        .await?;
    Ok(claimed.into_iter().next())
}

/// Renews the lease within a transaction, which it holds for as long: whoever has lost it gets no further.
pub async fn hold(uow: &Uow, job: &job::Model) -> Result<()> {
    let until = now(&uow.tx).await? + LEASE;
    let held = change(job).col_expr(Column::LeaseUntil, Expr::value(until)).exec(&uow.tx).await?;
    if held.rows_affected == 1 { Ok(()) } else { Err(Error::with(Code::Conflict, "the lease was lost")) }
}

fn change(job: &job::Model) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(job.id)).filter(Column::Fencing.eq(job.fencing))
}

/// What becomes of work that has succeeded.
pub enum Next {
    /// It was to be done once.
    Never,
    /// Again after a while, with what it is to know then.
    After(TimeDelta, Value),
}

pub async fn succeed(uow: &Uow, job: &job::Model, next: Next) -> Result<()> {
    let now = now(&uow.tx).await?;
    let (due, payload) = match next {
        Next::After(pause, payload) => (now + pause, Some(payload)),
        Next::Never => {
            let once = Entity::delete_many()
                .filter(Column::Id.eq(job.id))
                .filter(Column::Fencing.eq(job.fencing))
                .filter(Column::Requested.eq(job.requested));
            if once.exec(&uow.tx).await?.rows_affected == 1 {
                return Ok(());
            }
            (now, None)
        }
    };
    let mut freed =
        release(job, now).col_expr(Column::DueAt, Expr::value(due)).col_expr(Column::Attempt, Expr::value(0));
    freed = freed.col_expr(Column::LastError, Expr::value(Option::<String>::None));
    if let Some(payload) = payload {
        freed = freed.col_expr(Column::Payload, Expr::value(payload.to_string()));
    }
    freed.exec(&uow.tx).await?;
    Ok(())
}

/// Whether the work has been given up.
pub async fn fail(uow: &Uow, job: &job::Model, waits: &Waits, error: &Error) -> Result<bool> {
    let now = now(&uow.tx).await?;
    let given_up = waits.are_over(job.attempt);
    failed(job, now, error)
        .col_expr(Column::DueAt, Expr::value(now + waits.after(job.attempt)))
        .col_expr(Column::FailedAt, Expr::value(given_up.then_some(now)))
        .exec(&uow.tx)
        .await?;
    Ok(given_up)
}

/// No further attempt would go better.
pub async fn give_up(uow: &Uow, job: &job::Model, error: &Error) -> Result<bool> {
    let now = now(&uow.tx).await?;
    failed(job, now, error).col_expr(Column::FailedAt, Expr::value(now)).exec(&uow.tx).await?;
    Ok(true)
}

fn failed(job: &job::Model, now: DateTime<Utc>, error: &Error) -> sea_orm::UpdateMany<Entity> {
    let told: String = error.to_string().chars().take(MOST_OF_AN_ERROR).collect();
    release(job, now).col_expr(Column::LastError, Expr::value(told))
}

fn release(job: &job::Model, now: DateTime<Utc>) -> sea_orm::UpdateMany<Entity> {
    change(job)
        .col_expr(Column::Holder, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
}

/// What was given up is due again, from the first attempt on.
pub async fn put_back(uow: &Uow, job: job::Model, now: DateTime<Utc>) -> Result<job::Model> {
    let (id, version) = (job.id, job.version);
    let mut next = job.into_active_model();
    next.failed_at = Set(None);
    next.attempt = Set(0);
    next.due_at = Set(now);
    next.updated_at = Set(now);
    uow.save(next, id, version).await
}

/// What was given up is not wanted any more.
pub async fn remove(uow: &Uow, job: &job::Model) -> Result<()> {
    job::Entity::delete_by_id(job.id).exec(&uow.tx).await?;
    Ok(())
}
