//! Inspections (kiểm tra) of units below: `planned → announced → in_progress → concluded → follow_up → closed`, and
//! `cancelled` from each before the end.
//!
//! An officer plans: what is looked at, where, between which days, by whom. The head signs the decision; from then on the
//! inspected units know of it, and whoever is in its team reads what it covers – the plans and reports that those units
//! have sent in that movement, with all that belongs to them – while the days of the member run and the inspection lasts.
//! That right is a part of every `Scope` (`kernel/access.rs`), so that no feature knows of it.
//! An inspected unit explains itself (giải trình) before and after the conclusion (kết luận). What the conclusion
//! recommends is followed, each with a day and an owner (`recommendations`), until all is done or dropped.
pub mod dto;
pub mod events;
mod inheritance;
pub mod paper;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
mod view;

use base::{
    http::{handlers::Handlers, state::AppState},
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Action, Case},
    },
};
pub use inheritance::Inheritance;
use rules::InspectionAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_inspections)
        .service(routes::create_inspection)
        .service(routes::get_inspection)
        .service(routes::update_inspection)
        .service(routes::list_inspection_team)
        .service(routes::steps::set_inspection_team)
        .service(routes::steps::announce_inspection)
        .service(routes::steps::begin_inspection)
        .service(routes::steps::draft_inspection_conclusion)
        .service(routes::steps::conclude_inspection)
        .service(routes::steps::follow_up_inspection)
        .service(routes::steps::close_inspection)
        .service(routes::steps::cancel_inspection)
        .service(routes::explanations::explain_in_inspection)
        .service(routes::explanations::list_inspection_explanations)
        .service(routes::explanations::get_inspection_explanation)
        .service(routes::attachments::list_inspection_attachments)
        .service(routes::attachments::attach_inspection_file)
        .service(routes::attachments::get_inspection_attachment)
        .service(routes::attachments::detach_inspection_file);
}

/// What a caller may do with an inspection.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let paper = paper::of(state.db.read(), scope, id).await?;
    Ok(Case::<InspectionAction>::of(&paper, state.db.read(), scope).await?.actions(scope))
}
