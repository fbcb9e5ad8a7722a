//! Queries on what is attached to papers of oversight.
use std::collections::HashMap;

use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::Conn,
};
use entity::{file, paper_attachment};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use crate::files::readers;

/// An attachment and its file.
pub type Attachment = (paper_attachment::Model, file::Model);

fn attachments(papers: &[Uuid]) -> Select<paper_attachment::Entity> {
    paper_attachment::Entity::find().filter(paper_attachment::Column::PaperId.is_in(papers.iter().copied()))
}

/// What is attached to some papers, oldest first.
pub async fn of(db: &Conn, papers: &[Uuid]) -> Result<Vec<Attachment>> {
    if papers.is_empty() {
        return Ok(vec![]);
    }
    with_files(db, attachments(papers).order_by_asc(paper_attachment::Column::Id).all(db).await?).await
}

/// What of some files is attached to papers of oversight that the caller reads.
pub async fn of_files(db: &Conn, scope: &Scope, files: &[Uuid]) -> Result<Vec<paper_attachment::Model>> {
    use paper_attachment::Column;
    if files.is_empty() {
        return Ok(vec![]);
    }
    let found = paper_attachment::Entity::find().filter(Column::FileId.is_in(files.iter().copied()));
    Ok(found.filter(readers::attached(scope)).order_by_asc(Column::Id).all(db).await?)
}

pub async fn one(db: &Conn, paper: Uuid, id: Uuid) -> Result<Attachment> {
    let rows = attachments(&[paper]).filter(paper_attachment::Column::Id.eq(id)).all(db).await?;
    with_files(db, rows).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn count(db: &Conn, paper: Uuid) -> Result<u64> {
    Ok(attachments(&[paper]).count(db).await?)
}

/// Whether a paper of oversight has a file.
pub async fn have(db: &Conn, file: Uuid) -> Result<bool> {
    let found = paper_attachment::Entity::find().filter(paper_attachment::Column::FileId.eq(file));
    Ok(found.count(db).await? > 0)
}

async fn with_files(db: &Conn, rows: Vec<paper_attachment::Model>) -> Result<Vec<Attachment>> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let files = file::Entity::find().filter(file::Column::Id.is_in(rows.iter().map(|row| row.file_id)));
    let files: HashMap<_, _> = files.all(db).await?.into_iter().map(|file| (file.id, file)).collect();
    Ok(rows.into_iter().filter_map(|row| files.get(&row.file_id).cloned().map(|file| (row, file))).collect())
}
