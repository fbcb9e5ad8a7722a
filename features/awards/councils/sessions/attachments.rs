//! Files of a session: its minutes and what belongs to them, and what the council reads with a dossier on the agenda. Whoever reads
//! the session reads them here, but for what belongs to a dossier in which it has an interest.
use std::collections::HashSet;

use base::{
    http::answer::Resource,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::Conn,
};
use chrono::{DateTime, Utc};
use entity::{
    council_session::{self, SessionStatus},
    paper_attachment,
    plan_attachment::AttachmentKind,
};
use planning::files::{
    dto::FileSummary,
    repo::papers::{self, Attachment},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::repo;

/// A file for a session, or for a dossier on its agenda.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"file_id": "0198c0de-0000-7000-8000-000000000007", "kind": "annex"}))]
pub struct AttachToSession {
    /// A file of the unit that the council advises.
    pub file_id: Uuid,
    pub kind: AttachmentKind,
    /// The item of the agenda that it belongs to; without it, the session.
    pub item_id: Option<Uuid>,
}

/// A file of a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SessionAttachment)]
pub struct SessionAttachmentView {
    pub id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The item of the agenda that it belongs to; null of the session's own.
    pub item_id: Option<Uuid>,
    pub kind: AttachmentKind,
    pub created_at: DateTime<Utc>,
    pub file: FileSummary,
    /// An attachment is made and taken away under the version of its session.
    #[serde(skip)]
    pub session_version: i64,
}

impl Resource for SessionAttachmentView {
    fn version(&self) -> i64 {
        self.session_version
    }

    fn location(&self) -> String {
        format!("/api/v1/council-sessions/{}/attachments/{}", self.session_id, self.id)
    }
}

/// What a session takes as it stands: its own papers until the minutes are signed, then their scan; those of a dossier while the
/// council may still vote on it.
pub const fn takes(status: SessionStatus, of_item: bool) -> &'static [AttachmentKind] {
    use AttachmentKind::{Annex, Other, SignedScan};
    match (status, of_item) {
        (SessionStatus::Cancelled, _) | (SessionStatus::Closed | SessionStatus::Concluded, true) => &[],
        (SessionStatus::Concluded, false) => &[SignedScan],
        (SessionStatus::Planned | SessionStatus::Open | SessionStatus::Casting | SessionStatus::Closed, _) => {
            &[Annex, Other]
        }
    }
}

/// Before voting begins, what was attached may be taken away again.
pub const fn gives_back(status: SessionStatus) -> bool {
    matches!(status, SessionStatus::Planned)
}

/// In which items of a session the caller has an interest.
pub async fn interests(db: &Conn, scope: &Scope, session_id: Uuid) -> Result<HashSet<Uuid>> {
    let conflicts = repo::conflicts(db, session_id).await?.into_iter();
    Ok(conflicts.filter(|one| one.user_id == scope.user_id).map(|one| one.item_id).collect())
}

/// What the caller reads of a session's files, oldest first.
pub async fn all(db: &Conn, scope: &Scope, session: &council_session::Model) -> Result<Vec<Attachment>> {
    let hidden = interests(db, scope, session.id).await?;
    let items = repo::items(db, session.id).await?.into_iter().map(|item| item.id);
    let read: Vec<Uuid> = items.filter(|item| !hidden.contains(item)).chain([session.id]).collect();
    papers::of(db, &read).await
}

pub async fn one(db: &Conn, scope: &Scope, session: &council_session::Model, id: Uuid) -> Result<Attachment> {
    let found = all(db, scope, session).await?.into_iter().find(|(row, _)| row.id == id);
    found.ok_or_else(|| Error::new(Code::NotFound))
}

pub fn view(session: &council_session::Model, (m, file): Attachment) -> SessionAttachmentView {
    SessionAttachmentView {
        id: m.id,
        session_id: session.id,
        item_id: Some(m.paper_id).filter(|_| m.paper_type == paper_attachment::PaperType::CouncilItem),
        kind: m.kind,
        created_at: m.created_at,
        file: file.into(),
        session_version: session.version,
    }
}
