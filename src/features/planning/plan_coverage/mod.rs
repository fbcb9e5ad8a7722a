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

use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::get_plan_coverage);
}
