//! The caller: who I am, where I hold which role, and whether I may do a thing.
mod access;
mod dto;
mod feeds;
mod notifications;
mod password;
mod routes;
mod second_factor;
mod steps;
mod tasks;

use base::http::handlers::Handlers;
pub use feeds::events;
pub use notifications::forget_old;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_me)
        .service(routes::can_i)
        .service(password::change_my_password)
        .configure(second_factor::configure)
        .configure(tasks::configure)
        .configure(notifications::configure)
        .configure(feeds::configure)
        .configure(access::configure);
}

/// Beside the API, for programs that send no token.
pub fn configure_calendars(cfg: &mut Handlers<'_>) {
    feeds::configure_addresses(cfg);
}
