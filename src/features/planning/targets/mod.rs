//! Targets (chỉ tiêu) across plans: the same targets that plans hold, read together.
mod dto;
mod repo;
mod routes;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list_targets).service(routes::get_target);
}
