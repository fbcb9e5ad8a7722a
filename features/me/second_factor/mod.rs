//! My second factor: told once, confirmed by a first code, asked for from then on.
mod dto;
mod routes;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_my_second_factor)
        .service(routes::begin_my_second_factor)
        .service(routes::confirm_my_second_factor)
        .service(routes::verify_my_second_factor)
        .service(routes::renew_my_recovery_codes)
        .service(routes::remove_my_second_factor);
}
