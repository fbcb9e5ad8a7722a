//! How submissions look to clients.
use std::collections::HashSet;

use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, document::DocumentView},
};
use entity::{submission, submission_item};
use uuid::Uuid;

use super::{
    dto::{SubmissionItem, SubmissionView},
    repo,
};
use crate::nominations;

/// Submissions with their dossiers, by as many queries for all of them as for one.
pub async fn views(db: &Conn, scope: &Scope, rows: Vec<submission::Model>) -> Result<Vec<SubmissionView>> {
    let ids: Vec<Uuid> = rows.iter().map(|m| m.id).collect();
    let mut items = repo::items(db, &ids).await?;
    let named = items.values().flatten().map(|item| item.nomination_id).collect();
    let seen = nominations::repo::ids_seen(db, scope, named).await?;
    let view = |m: submission::Model| {
        let items = items.remove(&m.id).unwrap_or_default();
        whole(scope, m, items.into_iter().map(|item| line(item, &seen)).collect())
    };
    Ok(rows.into_iter().map(view).collect())
}

fn line(m: submission_item::Model, seen: &HashSet<Uuid>) -> SubmissionItem {
    let shown = seen.contains(&m.nomination_id);
    let hidden_fields = if shown { vec![] } else { vec!["nomination_id"] };
    let nomination_id = shown.then_some(m.nomination_id);
    SubmissionItem { rank: m.rank, nomination_id, version_no: m.version_no, hidden_fields }
}

fn whole(scope: &Scope, m: submission::Model, items: Vec<SubmissionItem>) -> SubmissionView {
    SubmissionView {
        id: m.id,
        movement_id: m.movement_id,
        stage: m.stage,
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        document: DocumentView::signed(m.document_number, Some(m.document_issued_on), m.signature),
        to_unit_id: m.to_unit_id,
        sent_at: m.sent_at,
        items,
        version: m.version,
        via: scope.via(m.unit_id),
    }
}
