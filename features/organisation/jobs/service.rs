//! What an administrator does with work that was given up.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        jobs,
    },
};
use entity::job;
use uuid::Uuid;

use super::{dto::JobView, events::JobEvent, repo};

pub async fn retry(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<JobView>> {
    let job = given_up(uow, scope, id, if_match).await?;
    let now = jobs::now(&uow.tx).await?;
    let job = jobs::put_back(uow, job, now).await?;
    let recorded = uow.record(JobEvent::Retried((&job).into()).of(&job), ()).await?;
    Ok(recorded.map(|()| JobView::of(job, now)))
}

pub async fn drop(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<()>> {
    let job = given_up(uow, scope, id, if_match).await?;
    jobs::remove(uow, &job).await?;
    uow.record(JobEvent::Dropped((&job).into()).of(&job), ()).await
}

/// What is waiting or being done is the service's own matter.
async fn given_up(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<job::Model> {
    let job = repo::get(&uow.tx, scope, id).await?;
    if_match.check(job.version)?;
    if job.failed_at.is_none() { Err(Error::with(Code::InvalidTransition, "–")) } else { Ok(job) }
}
