//! Movements (phong trào thi đua): what is aimed at, by whom, measured how, reported when and to whom.
//!
//! `draft → launched → running → final_review → closed`, or `cancelled` before the final review (Law 06/2022/QH15,
//! articles 16–18). What a movement measures, awards and asks of whom is set while it is a draft. Afterwards documents add to it:
//! periods, indicators and further lines from the next period on, forms of award at once. Nothing is taken away, for it was
//! promised. Until when units plan in it is set and extended by documents too, and nothing of that is ever overwritten.
mod deadline;
pub mod dto;
pub mod events;
mod inheritance;
mod line;
mod owed;
mod paper;
pub mod periods;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;

use base::{
    http::handlers::Handlers,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::Conn,
};
pub use deadline::Deadlines;
pub use inheritance::Inheritance;
pub use line::Lines;
pub use owed::{OBLIGATIONS, ask_for_obligations, window};
pub use paper::{parties, preparer};
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_movements)
        .service(routes::create_movement)
        .service(routes::get_movement)
        .service(routes::update_movement)
        .service(routes::launch_movement)
        .service(routes::open_final_review)
        .service(routes::close_movement)
        .service(routes::cancel_movement)
        .service(routes::list_movement_indicators)
        .service(routes::list_movement_periods)
        .service(routes::add_movement_period)
        .service(routes::list_movement_reporting_lines)
        .service(routes::list_movement_award_forms)
        .service(routes::list_movement_milestones)
        .service(routes::add_movement_milestone)
        .service(routes::list_movement_plan_deadlines)
        .service(routes::add_movement_plan_deadline)
        .service(routes::made::add_movement_indicator)
        .service(routes::made::set_movement_reporting_line)
        .service(routes::made::add_movement_award_form);
}

/// A movement as it is read.
pub async fn read(db: &Conn, scope: &Scope, id: Uuid) -> Result<dto::MovementView> {
    let found = repo::get(db, scope, id).await?;
    repo::views(db, scope, vec![found]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}
