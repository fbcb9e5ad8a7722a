//! Compliance (chấp hành chế độ báo cáo): who owes, reported in time, late or not at all, over any part of the tree that the
//! caller sees.
//!
//! It is counted from the expectation sets in memory (`store/figures`), of one movement, obligation by obligation: each is in
//! exactly one of five places, so no rate leaves [0, 1]. Where units were reorganised, the basis says whose an obligation is,
//! by the same lineage as figures are: of a unit that was split it goes with the first part. An answer is kept until a figure
//! changes or the next obligation becomes late.
mod cache;
mod compute;
mod counted;
mod counts;
pub mod dto;
mod order;
mod rank;
mod routes;
mod view;
mod whose;

use base::http::handlers::Handlers;
pub use cache::Cache;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_compliance).service(routes::get_compliance_series);
}
