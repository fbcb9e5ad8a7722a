//! Long work (tác vụ dài) that somebody asked for without waiting: what has become of it. Asking is `http/later.rs`, doing a
//! job.
mod repo;
mod routes;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::get_operation).service(routes::get_operation_result);
}
