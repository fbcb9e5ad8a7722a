//! What is done with files, a use case a file.
mod attach;
mod clean;
mod upload;

use entity::file;
use serde_json::json;
use uuid::Uuid;

pub use attach::{attach, detach};
pub use clean::{expire, unused};
pub use upload::upload;

use super::repo;
use crate::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

/// The bytes stay until the store is next looked through: another file may have them too.
pub async fn delete(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<()>> {
    let file = repo::get(&uow.tx, scope, id).await?;
    scope.require_at(file.unit_id)?;
    if_match.check(file.version)?;
    if !repo::attached(&uow.tx, &[id]).await?.is_empty() {
        return Err(Error::new(Code::FileInUse));
    }
    if !repo::delete(uow, &file).await? {
        return Err(Error::new(Code::VersionMismatch));
    }
    record(uow, "file.deleted", &file).await
}

/// The name stays out of the journal: it may be a person's.
async fn record(uow: &Uow, event: &'static str, file: &file::Model) -> Result<Recorded<()>> {
    let data = json!({ "media_type": file.media_type, "size": file.size, "sha256": file.sha256 });
    let (subject_id, unit_id) = (file.id, Some(file.unit_id));
    uow.record(Change { event, subject_type: "file", subject_id, unit_id, data: &data }, ()).await
}
