//! The working calendar (lịch làm việc) of the civil service: holidays, days in lieu, swapped days, each with its document,
//! and the day on which a clock of working days runs out. The calendar itself is `kernel::calendar`.
mod dto;
mod routes;
mod view;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list_working_days).service(routes::get_due_day);
}
