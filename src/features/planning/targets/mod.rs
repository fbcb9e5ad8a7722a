//! Targets (chỉ tiêu) across plans: the same targets that plans hold, read together.
mod dto;
mod repo;
mod routes;

use sea_orm::ConnectionTrait;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::{
    features::planning::plans::{self, dto::TargetView},
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list_targets).service(routes::get_target);
}

/// A target as it is read.
pub async fn read(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<TargetView> {
    let (target, _) = plans::repo::target(db, scope, id).await?;
    plans::targets_of(db, vec![target]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}
