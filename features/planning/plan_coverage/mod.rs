//! Coverage (tình hình lập kế hoạch): who owes a plan in a movement, and how far each unit is.
//!
//! Every unit in being that the movement obliges stands in exactly one state, told by its newest plan; beside it stand
//! lateness and supplements overdue. A caller sees its own units and those below; whoever reads the sector, all. What
//! is asked of the database does not grow with the number of units.
mod compute;
pub mod dto;
pub mod fold;
mod repo;
mod routes;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::get_plan_coverage);
}
