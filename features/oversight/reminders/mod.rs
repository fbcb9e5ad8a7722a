//! Reminders (đôn đốc): an upper unit urges those below for plans, supplements and reports that they owe it.
//!
//! A ladder, which is data with a document, says on which working days around the last day which level is reached. The
//! service sends its levels by itself, each exactly once for a thing and a last day; a level that is climbed by official
//! letter (công văn đôn đốc) it draws up on its day, to be written by an officer and signed by the head of the upper unit,
//! to the head of the lower. What is not signed urges nobody, and keeps nothing else from being sent.
//!
//! `created → sent → acknowledged → resolved`, or `escalated` once a higher level was sent. Of one thing and level one
//! reminder is open at a time. All are resolved when the paper arrives, is waived, or is due on another day, which begins
//! the ladder anew. A returned report lies with its unit by its superior's own word: it is urged for again once it has a
//! new last day.
pub mod dto;
pub mod events;
mod inheritance;
mod paper;
pub mod repo;
mod routes;
pub mod rules;
pub mod service;
mod sources;
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
pub use paper::{is_unwritten, issuer};
use rules::ReminderAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_reminders)
        .service(routes::create_reminder)
        .service(routes::get_reminder)
        .service(routes::sign_reminder)
        .service(routes::acknowledge_reminder)
        .service(routes::withdraw_reminder)
        .service(routes::ladders::list_reminder_ladders)
        .service(routes::ladders::give_reminder_ladder)
        .service(routes::ladders::get_reminder_ladder)
        .service(routes::ladders::preview_reminders);
}

/// What a caller may do with a reminder.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<ReminderAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
