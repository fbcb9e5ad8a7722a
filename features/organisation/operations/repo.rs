//! Queries on operations. They are their owner's, and to be seen by administrators of the whole sector.
use base::{
    http::{
        auth::Caller,
        later::{self, KIND, Operation, OperationState},
    },
    kernel::{
        error::{Code, Denied, Error, Result},
        policy::Permission,
    },
    store::{db::Conn, jobs},
};
use entity::{job, journal::Subject, operation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

pub async fn get(db: &Conn, caller: &Caller, id: Uuid) -> Result<Operation> {
    let found = operation::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let user_id = caller.claims.sub;
    let administrator = caller.scope(Permission::JobsRead).is_ok_and(|scope| scope.administers_sector());
    if !(is_own(&found, caller) || administrator) {
        return Err(Error::hidden(Denied { user_id, subject_type: Subject::Operation, subject_id: id, unit_id: None }));
    }
    let unanswered = if found.status.is_none() { of_job(db, id).await? } else { OperationState::Queued };
    Ok(Operation::of(found, unanswered))
}

/// The file that somebody asked for: its name and its type. Whoever may do less than when the list was read, or more, asks
/// for it again.
pub async fn file(db: &Conn, caller: &Caller, id: Uuid) -> Result<(String, String)> {
    let missing = || Error::new(Code::NotFound);
    let found = operation::Entity::find_by_id(id).one(db).await?.ok_or_else(missing)?;
    let rights = later::rights(&caller.snapshot, caller.claims.sub, caller.state.clock.today());
    let own = is_own(&found, caller) && found.rights == Some(rights);
    found.file_name.zip(found.media_type).filter(|_| own).ok_or_else(missing)
}

/// Whether the caller asked for it. To a machine with a token that holds less than the one with which it asked, it is not there.
fn is_own(found: &operation::Model, caller: &Caller) -> bool {
    let held: Vec<&str> = caller.claims.scope.as_deref().unwrap_or_default().split(' ').collect();
    let asked_with = found.scopes.as_deref().unwrap_or_default();
    found.user_id == caller.claims.sub && asked_with.split(' ').all(|scope| scope.is_empty() || held.contains(&scope))
}

/// How far the job is that carries an operation out.
async fn of_job(db: &Conn, id: Uuid) -> Result<OperationState> {
    let job = job::Entity::find().filter(job::Column::Kind.eq(KIND)).filter(job::Column::Key.eq(id.to_string()));
    let job = job.one(db).await?.filter(|job| job.failed_at.is_none());
    let now = jobs::now(db).await?;
    Ok(match job {
        None => OperationState::Failed,
        Some(job) if job.lease_until.is_some_and(|until| until > now) => OperationState::Running,
        Some(_) => OperationState::Queued,
    })
}
