//! Files of a report: those of what is being written, and those of each version that was sent.
use std::collections::HashMap;

use base::{
    kernel::error::Result,
    store::db::{Conn, Uow},
};
use entity::{file, report, report_attachment};
use planning::files;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::dto::{ReportAttachmentView, SubmittedFile};

pub type Attached = (report_attachment::Model, file::Model);

/// Whose: a version, or none for what is being written.
fn which(report_id: Uuid, version_id: Option<Uuid>) -> SimpleExpr {
    use report_attachment::Column;
    let of_version = version_id.map_or_else(|| Column::VersionId.is_null(), |id| Column::VersionId.eq(id));
    Column::ReportId.eq(report_id).and(of_version)
}

/// Oldest first.
pub async fn rows(db: &Conn, report_id: Uuid, version_id: Option<Uuid>) -> Result<Vec<report_attachment::Model>> {
    let found = report_attachment::Entity::find().filter(which(report_id, version_id));
    Ok(found.order_by_asc(report_attachment::Column::Id).all(db).await?)
}

/// The files of a version or, of none, of what is being written, oldest first.
pub async fn files(db: &Conn, report: &report::Model, version_id: Option<Uuid>) -> Result<Vec<Uuid>> {
    if !report.had_files {
        return Ok(vec![]);
    }
    Ok(rows(db, report.id, version_id).await?.into_iter().map(|row| row.file_id).collect())
}

pub async fn of(db: &Conn, report_id: Uuid, version_id: Option<Uuid>) -> Result<Vec<Attached>> {
    let rows = rows(db, report_id, version_id).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.file_id).collect();
    let files: HashMap<_, _> = files::by_id(db, &ids).await?.into_iter().map(|file| (file.id, file)).collect();
    Ok(rows.into_iter().filter_map(|row| files.get(&row.file_id).cloned().map(|file| (row, file))).collect())
}

/// What was being written is from now on what a version says.
pub async fn send(uow: &Uow, report_id: Uuid, version_id: Uuid) -> Result<()> {
    report_attachment::Entity::update_many()
        .col_expr(report_attachment::Column::VersionId, Expr::value(version_id))
        .filter(which(report_id, None))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

/// What was sent is where the next version begins.
pub async fn begin_again(uow: &Uow, report: &report::Model, version_id: Option<Uuid>) -> Result<()> {
    let sent = if report.had_files { rows(&uow.tx, report.id, version_id).await? } else { vec![] };
    if sent.is_empty() {
        return Ok(());
    }
    let copy = |row: report_attachment::Model| report_attachment::Model { id: Uuid::now_v7(), version_id: None, ..row };
    let copies = sent.into_iter().map(|row| copy(row).into_active_model().reset_all());
    report_attachment::Entity::insert_many(copies).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// What is being written is given up.
pub async fn drop_draft(uow: &Uow, report_id: Uuid) -> Result<()> {
    report_attachment::Entity::delete_many().filter(which(report_id, None)).exec(&uow.tx).await?;
    Ok(())
}

pub fn view(report_version: i64, (m, file): Attached) -> ReportAttachmentView {
    ReportAttachmentView {
        id: m.id,
        report_id: m.report_id,
        kind: m.kind,
        created_at: m.created_at,
        file: file.into(),
        report_version,
    }
}

impl From<&Attached> for SubmittedFile {
    fn from((row, file): &Attached) -> Self {
        Self { file_id: file.id, name: file.name.clone(), sha256: file.sha256.clone(), kind: row.kind }
    }
}
