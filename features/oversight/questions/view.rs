//! How questions look to clients.
use base::{
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::Conn,
};
use entity::guidance_question;

use super::{
    dto::{QuestionView, QuestionWithActions},
    repo,
    rules::QuestionAction,
};

pub async fn whole(db: &Conn, scope: &Scope, m: guidance_question::Model) -> Result<QuestionWithActions> {
    let actions = Case::<QuestionAction>::of(&m, db, scope).await?.actions(scope);
    Ok(QuestionWithActions { question: one(scope, m), actions })
}

pub fn one(scope: &Scope, m: guidance_question::Model) -> QuestionView {
    let known = repo::knows_who(scope, &m);
    QuestionView {
        id: m.id,
        guidance_id: m.guidance_id,
        movement_id: m.movement_id,
        guiding_unit_id: m.guiding_unit_id,
        unit_id: known.then_some(m.unit_id),
        text: m.text,
        status: m.status,
        answer: m.answer,
        answered_at: m.answered_at,
        published: m.published,
        updated_at: m.updated_at,
        version: m.version,
        hidden_fields: if known { vec![] } else { vec!["unit_id"] },
    }
}
