//! The working calendar (lịch làm việc) of the civil service: holidays, days in lieu, swapped days, each with its document,
//! and the day on which a clock of working days runs out. The calendar itself is `kernel::calendar`.
//!
//! The head of the ministry or of the standing body enters a year by the document that gives its days, or enters another one
//! in its place; each is a version. It holds from then on for whatever is computed: last days that were fixed before stay.
mod dto;
pub mod events;
mod imports;
mod repo;
mod routes;
mod rules;
mod service;
mod view;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_working_days)
        .service(routes::get_due_day)
        .service(routes::years::list_calendar_years)
        .service(routes::years::enter_calendar_year)
        .service(routes::years::get_calendar_year)
        .service(routes::years::replace_calendar_year)
        .service(routes::years::list_calendar_year_days)
        .service(routes::years::list_calendar_year_versions)
        .service(routes::years::import_calendar_year)
        .service(routes::years::get_calendar_year_template);
}
