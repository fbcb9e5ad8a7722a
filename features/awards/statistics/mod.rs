//! The emulation statistics of a year (thống kê thi đua, khen thưởng), which the ministry owes the Ministry of Home Affairs:
//! movements that were launched, awards, decisions and dossiers, counted from the rows themselves.
//!
//! The year, its days and the day of receipt are the row of the law on these statistics (`EMU_STAT`), with its document, article
//! and whether it was read. Which cell fills which column of the forms was not read: a cell bears what it counts, and no number of a
//! form. Whether somebody leads a unit is recorded nowhere, so leaders are not counted apart. Each cell names the list of
//! the rows that it counts (`/emulation-statistics/rows`); both are made of one condition.
mod cells;
mod dto;
mod durations;
mod repo;
mod routes;
mod rows;
mod rules;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_emulation_statistics).service(routes::list_emulation_statistics_rows);
}
