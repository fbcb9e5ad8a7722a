//! HTTP for the eligibility of a nomination.
use actix_web::{get, web::Path};
use base::{
    http::{answer::Listed, auth::Can, query::NoParams},
    kernel::{error::Result, policy::perm},
};
use uuid::Uuid;

use super::{dto::Eligibility, run};
use crate::nominations::repo;

/// Read what the law says of a nomination
///
/// Điều kiện, tiêu chuẩn: every criterion and guard of its regime, with the facts it was held against, the versions they
/// are from, and what would change the outcome. Beside it stands what was found when it was submitted, laid before a
/// council, proposed and decided, and what has changed since.
#[utoipa::path(tag = "nominations", responses((status = 200, body = Eligibility)), security(("bearer" = ["nominations:read"])))]
#[get("/nominations/{id}/eligibility")]
pub async fn get_nomination_eligibility(
    can: Can<perm::NominationsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<Eligibility>> {
    let read = async |tx: &_| {
        let found = repo::get(tx, &can.scope, *id).await?;
        run::present(tx, &can.scope, found).await
    };
    can.state.db.read_together(read).await.map(Listed::new)
}
