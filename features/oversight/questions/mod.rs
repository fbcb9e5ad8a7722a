//! Questions (câu hỏi) of addressees on guidance, and answers (trả lời): `open → answered`.
//!
//! An addressed unit asks, the unit that gave the guidance answers, also after it was withdrawn. An answer may be
//! published: then all addressees read it with its question, but not who asked.
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
use rules::QuestionAction;
use uuid::Uuid;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::ask_on_guidance)
        .service(routes::list_guidance_questions)
        .service(routes::get_guidance_question)
        .service(routes::answer_guidance_question);
}

/// What a caller may do with a question.
pub async fn actions(state: &AppState, scope: &Scope, id: Uuid) -> Result<Vec<Action>> {
    let found = repo::get(state.db.read(), scope, id).await?;
    Ok(Case::<QuestionAction>::of(&found, state.db.read(), scope).await?.actions(scope))
}
