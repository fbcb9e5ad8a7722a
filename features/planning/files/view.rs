//! How files and attachments look to clients.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope},
    store::db::Conn,
};
use entity::{file, plan_attachment};
use uuid::Uuid;

use super::{
    dto::{AttachedPaper, AttachedTo, AttachmentView, FileSummary, FileView, PaperAttachmentView},
    repo::{self, papers::Attachment},
};
use crate::plans;

pub async fn one(db: &Conn, scope: &Scope, file: file::Model) -> Result<FileView> {
    let mut plans = visible(db, scope, &[file.id]).await?;
    let attached_to = plans.remove(&file.id).unwrap_or_default();
    Ok(view(scope, file, attached_to))
}

/// Files with the papers they are attached to, by a few queries more.
pub async fn all(db: &Conn, scope: &Scope, files: Vec<file::Model>) -> Result<Vec<FileView>> {
    let ids: Vec<_> = files.iter().map(|file| file.id).collect();
    let mut plans = visible(db, scope, &ids).await?;
    let view = |file: file::Model| {
        let attached_to = plans.remove(&file.id).unwrap_or_default();
        view(scope, file, attached_to)
    };
    Ok(files.into_iter().map(view).collect())
}

/// The papers that the caller sees, by file.
async fn visible(db: &Conn, scope: &Scope, files: &[Uuid]) -> Result<HashMap<Uuid, Vec<AttachedTo>>> {
    let mut papers: HashMap<_, Vec<AttachedTo>> = HashMap::new();
    let mut add = |file_id: Uuid, paper_type, paper_id, kind| {
        let known = papers.entry(file_id).or_default();
        // A file goes with each version of a report anew.
        if known.iter().all(|one| (one.paper_type, one.paper_id) != (paper_type, paper_id)) {
            known.push(AttachedTo { paper_type, paper_id, kind });
        }
    };
    for (row, plan) in repo::attached(db, files).await? {
        if plans::repo::sees(scope, &plan) {
            add(row.file_id, AttachedPaper::Plan, row.plan_id, row.kind);
        }
    }
    for row in repo::with_reports(db, scope, files).await? {
        add(row.file_id, AttachedPaper::Report, row.report_id, row.kind);
    }
    for row in repo::papers::of_files(db, scope, files).await? {
        add(row.file_id, row.paper_type.into(), row.paper_id, row.kind);
    }
    Ok(papers)
}

fn view(scope: &Scope, m: file::Model, attached_to: Vec<AttachedTo>) -> FileView {
    let uploaded_by = scope.owns(m.unit_id).then_some(m.uploaded_by);
    FileView { uploaded_by, version: m.version, attached_to, file: m.into() }
}

pub fn attachment(plan_version: i64, (m, file): (plan_attachment::Model, file::Model)) -> AttachmentView {
    AttachmentView {
        id: m.id,
        plan_id: m.plan_id,
        kind: m.kind,
        created_at: m.created_at,
        file: file.into(),
        plan_version,
    }
}

/// What is attached to a paper of oversight, under the version of that paper.
pub fn of_paper((collection, paper_version): (&'static str, i64), (m, file): Attachment) -> PaperAttachmentView {
    PaperAttachmentView {
        id: m.id,
        paper_id: m.paper_id,
        kind: m.kind,
        created_at: m.created_at,
        file: file.into(),
        collection,
        paper_version,
    }
}

impl From<file::Model> for FileSummary {
    fn from(m: file::Model) -> Self {
        Self {
            id: m.id,
            unit_id: m.unit_id,
            name: m.name,
            media_type: m.media_type,
            size: m.size,
            sha256: m.sha256,
            created_at: m.created_at,
        }
    }
}
