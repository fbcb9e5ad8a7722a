//! Councils of emulation and commendation (Hội đồng thi đua, khen thưởng): `draft → founded → dissolved`.
//!
//! An officer of the unit drafts who is in it, for the ministry one of the standing body; the head founds it by a decision,
//! and changes who is in it by a document. Members have days; whoever is one reads and votes in its sessions (`sessions`).
//! The law asks some forms of award to be voted on (98/2023/NĐ-CP, article 30, clause 7); thresholds and quorums are rows.
mod count;
pub mod dto;
pub mod events;
mod inheritance;
mod paper;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
pub mod sessions;
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
use rules::CouncilAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_councils)
        .service(routes::create_council)
        .service(routes::get_council)
        .service(routes::update_council)
        .service(routes::found_council)
        .service(routes::change_council_members)
        .service(routes::dissolve_council)
        .service(routes::sessions::list_council_sessions)
        .service(routes::sessions::plan_council_session)
        .service(routes::sessions::get_council_session)
        .service(routes::sessions::update_council_session)
        .service(routes::sessions::list_council_items)
        .service(routes::sessions::get_council_item)
        .service(routes::sessions::get_council_minutes)
        .service(routes::attachments::list_session_attachments)
        .service(routes::attachments::attach_session_file)
        .service(routes::attachments::get_session_attachment)
        .service(routes::attachments::get_session_attachment_content)
        .service(routes::attachments::detach_session_file)
        .service(routes::steps::record_council_attendance)
        .service(routes::steps::open_council_session)
        .service(routes::steps::declare_council_conflict)
        .service(routes::steps::vote_in_council)
        .service(routes::ballots::take_council_tokens)
        .service(routes::ballots::start_council_casting)
        .service(routes::ballots::cast_secret_ballot)
        .service(routes::ballots::list_council_papers)
        .service(routes::steps::record_council_opinion)
        .service(routes::steps::record_council_tally)
        .service(routes::steps::confirm_council_tally)
        .service(routes::steps::close_council_session)
        .service(routes::steps::sign_council_minutes)
        .service(routes::steps::cancel_council_session);
}

/// What a caller may do with a council.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<CouncilAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
