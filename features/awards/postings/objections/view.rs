//! How objections look to the unit that posted.
use base::{
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::Conn,
};
use entity::posting_objection;

use super::{
    dto::{ObjectionMessage, ObjectionSummary, ObjectionThread, ObjectionView},
    repo,
    rules::ObjectionAction,
};

impl From<&posting_objection::Model> for ObjectionSummary {
    fn from(m: &posting_objection::Model) -> Self {
        Self {
            id: m.id,
            posting_id: m.posting_id,
            movement_id: m.movement_id,
            unit_id: m.unit_id,
            status: m.status,
            decided_at: m.decided_at,
            created_at: m.created_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

pub async fn thread(db: &Conn, m: &posting_objection::Model) -> Result<ObjectionThread> {
    let messages = repo::messages(db, m.id).await?.into_iter();
    let message = |m: entity::posting_objection_message::Model| ObjectionMessage {
        author: m.author,
        text: m.text,
        created_at: m.created_at,
    };
    Ok(ObjectionThread {
        ordinals: repo::ordinals(db, m.id).await?,
        messages: messages.map(message).collect(),
        decision_reason: m.decision_reason.clone(),
    })
}

pub async fn whole(db: &Conn, scope: &Scope, m: posting_objection::Model) -> Result<ObjectionView> {
    let thread = thread(db, &m).await?;
    let actions = Case::<ObjectionAction>::of(&m, db, scope).await?.actions(scope);
    Ok(ObjectionView { summary: ObjectionSummary::from(&m), thread, actions })
}
