//! Long work (tác vụ dài) that somebody asked for without waiting: what has become of it. Asking is `http/later.rs`, doing a
//! job.
mod repo;
mod routes;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_operation).service(routes::get_operation_result);
}
