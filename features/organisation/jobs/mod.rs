//! Background work (công việc nền) for those who run the service: what is waiting, what is being done, and what has been
//! given up and is to be tried again or dropped. Which kinds there are is known to the worker alone: a row of a kind that
//! this version does not know is shown like any other.
mod dto;
pub mod events;
mod repo;
mod routes;
mod service;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_jobs).service(routes::get_job).service(routes::retry_job).service(routes::drop_job);
}
