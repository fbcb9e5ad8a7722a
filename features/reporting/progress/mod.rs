//! Progress (tiến độ): what was reached, over any part of the tree that the caller sees.
//!
//! Figures are folded as each indicator says: sums add up, ratios divide the sum of numerators by the sum of
//! denominators, stocks add each unit's last value, averages are the mean over units. Missing is not zero: beside every
//! figure stand how many reports it rests on and how many are owed. Where units were
//! reorganised, the basis says whose a figure is. Beside each stands what was promised. All of it is computed from
//! what is in memory (`store/figures`); an answer is kept until a figure changes, a short one with its bytes (`told.rs`).
mod basis;
mod cache;
mod cells;
mod compute;
pub mod dto;
pub mod family;
pub mod fold;
pub mod groups;
pub mod lineage;
mod lines;
mod list;
mod once;
mod pledge;
mod routes;
mod routing;
mod table;
mod told;
mod view;

use base::http::handlers::Handlers;
pub use cache::Cache;
pub use compute::reading_units;
pub use once::{fold_once, fold_totals};

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_progress).service(routes::get_progress_series);
}
