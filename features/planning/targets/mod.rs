//! Targets (chỉ tiêu) across plans: the same targets that plans hold, read together.
mod dto;
mod repo;
mod routes;

use base::{
    http::handlers::Handlers,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{db::Conn, figures::Current},
};
use uuid::Uuid;

use crate::plans::{self, dto::TargetView};

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_targets).service(routes::get_target);
}

/// A target as it is read.
pub async fn read(figures: Current<'_>, db: &Conn, scope: &Scope, id: Uuid) -> Result<TargetView> {
    let (target, _) = plans::repo::target(db, scope, id).await?;
    plans::targets_of(figures, db, vec![target]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}
