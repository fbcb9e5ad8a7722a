//! What is done with files, a use case a file.
mod attach;
mod clean;
pub mod papers;
mod upload;

pub use attach::{attach, detach};
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
pub use clean::{expire, unused};
pub use upload::upload;
use uuid::Uuid;

use super::{events::FileEvent, repo};

/// The bytes stay until the store is next looked through: another file may have them too.
pub async fn delete(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<()>> {
    let file = repo::get(&uow.tx, scope, id).await?;
    scope.require_at(file.unit_id)?;
    if_match.check(file.version)?;
    let in_use = !repo::attached(&uow.tx, &[id]).await?.is_empty()
        || repo::papers::have(&uow.tx, id).await?
        || repo::is_with_report(&uow.tx, id).await?;
    if in_use {
        return Err(Error::new(Code::FileInUse));
    }
    if !repo::delete(uow, &file).await? {
        return Err(Error::new(Code::VersionMismatch));
    }
    uow.record(FileEvent::Deleted((&file).into()).of(&file), ()).await
}
