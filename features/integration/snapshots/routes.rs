//! HTTP for snapshots.
use actix_web::{
    HttpResponse,
    body::BodyStream,
    get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION},
    web::Path,
};
use base::{
    http::{auth::Can, query::Params, table::Format},
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
};

use super::{
    dto::{SnapshotLine, SnapshotQuery},
    spool, write,
};
use crate::resources::Resource;

/// Copy a resource
///
/// All rows that the caller sees, one a line, from one state of the database; each as `GET` of it answers. The last line tells their
/// number and digest, and the `cursor` from which `/changes` goes on. What changes while several snapshots are read is told by the feed:
/// follow it from the cursor of the first. What was reached on targets is at least as new. Takes the permission of reading the resource.
#[utoipa::path(tag = "integration", params(("resource" = Resource, Path, description = "Which resource."), SnapshotQuery), responses((status = 200, content_type = "application/x-ndjson", body = SnapshotLine)), security(("bearer" = ["changes:read"])))]
#[get("/snapshot/{resource}")]
pub async fn get_snapshot(
    can: Can<perm::ChangesRead>,
    resource: Path<String>,
    query: Params<SnapshotQuery>,
) -> Result<HttpResponse> {
    // Not by the type of the path: who may not ask at all is told so first.
    let resource = Resource::named(&resource).ok_or_else(|| Error::new(Code::NotFound))?;
    if !can.scope.holds_somewhere(resource.permission()) {
        return Err(Error::with(Code::Forbidden, resource.permission().name()));
    }
    let (streams, reader) = (can.state.streams.clone(), can.scope.principal().clone());
    let place = streams.open(reader.id())?;
    // One that has to wait for its turn does so until its deadline.
    let turn = streams.snapshots.clone().acquire_owned().await.map_err(Error::internal)?;
    let units = Some(query.0.unit_id).filter(|units| !units.is_empty());
    let wanted = write::Wanted { reader, resource, units };
    let stream = spool::begin(can.state, wanted, (place, turn)).await?;
    Ok(HttpResponse::Ok()
        .content_type(Format::Ndjson.media_type())
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}.ndjson\"", resource.name())))
        .body(BodyStream::new(stream)))
}
