//! Plans (kế hoạch): a unit's tasks (nhiệm vụ), targets (chỉ tiêu) and measures (biện pháp) in a movement.
//!
//! `draft → pending_signature → issued → sent → received → in_effect → closed`. The unit issues its plan under its
//! own authority and sends it to be followed and guided: a superior receives it or asks for a supplement, it never
//! approves or rejects. An issued version never changes; `amend` opens the next one, and issuing that one
//! supersedes the one before, under a new number or as an annex. Every issued version has a digest of what it says
//! (`content`), and whoever receives or questions it names the digest it has seen.
//!
//! Its targets may answer shares that a superior allocated, and be allocated further; `shares` holds what that means
//! for a plan.
mod content;
mod details;
pub mod diff;
pub mod dto;
pub mod events;
mod figures;
mod gaps;
mod imports;
mod inheritance;
pub mod paper;
mod reached;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
mod view;

use std::collections::HashMap;

use base::{
    http::{handlers::Handlers, state::AppState},
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
    store::{db::Conn, figures::Current},
};
use entity::{movement, plan};
pub use inheritance::Inheritance;
use rules::PlanAction;
use uuid::Uuid;
pub use view::{gap_waiver, targets_of};

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_plans)
        .service(routes::create_plan)
        .service(routes::get_plan)
        .service(routes::update_plan)
        .service(routes::versions::list_plan_versions)
        .service(routes::versions::get_plan_content)
        .service(routes::versions::get_plan_diff)
        .service(routes::imports::import_plan_tasks)
        .service(routes::imports::import_plan_measures)
        .service(routes::imports::import_plan_targets)
        .service(routes::imports::get_plan_tasks_template)
        .service(routes::imports::get_plan_measures_template)
        .service(routes::imports::get_plan_targets_template)
        .service(routes::children::list_plan_tasks)
        .service(routes::children::add_plan_task)
        .service(routes::children::replace_plan_task)
        .service(routes::children::remove_plan_task)
        .service(routes::children::list_plan_measures)
        .service(routes::children::add_plan_measure)
        .service(routes::children::replace_plan_measure)
        .service(routes::children::remove_plan_measure)
        .service(routes::children::list_plan_targets)
        .service(routes::children::add_plan_target)
        .service(routes::children::replace_plan_target)
        .service(routes::children::remove_plan_target)
        .service(routes::children::join_plan_targets)
        .service(routes::steps::request_plan_signature)
        .service(routes::steps::return_plan_to_draft)
        .service(routes::steps::issue_plan)
        .service(routes::steps::send_plan)
        .service(routes::steps::receive_plan)
        .service(routes::supplement::request_plan_supplement)
        .service(routes::supplement::list_plan_supplement_requests)
        .service(routes::supplement::reply_plan_supplement)
        .service(routes::supplement::resolve_plan_supplement)
        .service(routes::steps::amend_plan)
        .service(routes::steps::waive_plan_gap)
        .service(routes::steps::close_plan)
        .service(routes::steps::cancel_plan);
}

/// Whether content is right by itself and in a movement.
pub async fn check_content(db: &Conn, movement: &movement::Model, content: &dto::Content) -> Result<()> {
    service::content::check(db, movement, content).await.map(drop)
}

/// What a version holds, in the form in which it is sent.
pub async fn content_of(db: &Conn, plan: &plan::Model) -> Result<dto::Content> {
    Ok(content::Parts::of(db, plan.id).await?.content(content::Ids::None))
}

/// What a caller may do with a plan.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<PlanAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}

/// Whose the targets were that some targets restate, by target.
pub async fn origins_of(db: &Conn, targets: &[Uuid]) -> Result<HashMap<Uuid, Vec<dto::TargetOrigin>>> {
    let rows = repo::inherited(db, targets).await?;
    let details =
        details::Details { origins: details::origins(db, rows.iter().map(|row| &row.1)).await?, ..Default::default() };
    Ok(rows.iter().map(|(target, inherited)| (*target, details.origins_of(inherited))).collect())
}

/// A plan as it is read.
pub async fn read(figures: Current<'_>, db: &Conn, scope: &Scope, id: Uuid) -> Result<dto::PlanView> {
    view::whole(figures, db, scope, repo::get(db, scope, id).await?).await
}
