//! How councils look to clients.
use base::{
    kernel::{error::Result, scope::Scope, transition::Case},
    store::{db::Conn, document::DocumentView},
};
use entity::{council, council_member};

use super::{
    dto::{CouncilMemberView, CouncilSummary, CouncilView},
    repo,
    rules::CouncilAction,
};

pub async fn whole(db: &Conn, scope: &Scope, m: council::Model) -> Result<CouncilView> {
    let actions = Case::<CouncilAction>::of(&m, db, scope).await?.actions(scope);
    let mut members = repo::members(db, m.id).await?;
    members.sort_by_key(|member| member.role);
    let mut names = repo::names(db, members.iter().map(|member| member.user_id)).await?;
    let view = |member: council_member::Model| CouncilMemberView {
        user_id: member.user_id,
        full_name: names.remove(&member.user_id).unwrap_or_default(),
        role: member.role,
        valid_from: member.valid_from,
        valid_to: member.valid_to,
    };
    Ok(CouncilView {
        members: members.into_iter().map(view).collect(),
        end_reason: m.end_reason.clone(),
        end_document: m.end_document.clone(),
        actions,
        summary: m.into(),
    })
}

impl From<council::Model> for CouncilSummary {
    fn from(m: council::Model) -> Self {
        let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
        Self {
            id: m.id,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
            name: m.name,
            status: m.status,
            document,
            changed_by: m.changed_by,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
