//! HTTP for operations.
use actix_web::{get, web::Path};
use uuid::Uuid;

use super::repo;
use crate::{
    http::{answer::Listed, auth::Caller, later::Operation, query::NoParams},
    kernel::error::Result,
};

/// Read an operation
///
/// What has become of a command that was sent with `Prefer: respond-async`, for whoever sent it and for administrators of
/// the whole sector. The answer is kept for a day.
#[utoipa::path(tag = "operations", responses((status = 200, body = Operation)), security(("bearer" = [])))]
#[get("/operations/{id}")]
pub async fn get_operation(caller: Caller, id: Path<Uuid>, _: NoParams) -> Result<Listed<Operation>> {
    Ok(Listed::new(repo::get(caller.state.db.read_latest(), &caller, *id).await?))
}
