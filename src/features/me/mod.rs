//! The caller: who I am, where I hold which role, and whether I may do a thing.
mod dto;
mod password;
mod routes;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::get_me).service(routes::can_i).service(password::change_my_password);
}
