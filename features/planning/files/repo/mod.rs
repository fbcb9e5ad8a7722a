//! Queries on files and attachments.
pub mod papers;

use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, Uow},
        page::{self, PageQuery, Rows},
    },
};
use chrono::{DateTime, Utc};
use entity::{file, journal::Subject, paper_attachment, plan, plan_attachment, report, report_attachment};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query, SimpleExpr},
};
use uuid::Uuid;

use super::{dto::FileFilter, readers};
use crate::plans;

/// An attachment and the plan that has it.
pub type Attached = (plan_attachment::Model, plan::Model);

/// Whether the caller sees a file: of one's own units, attached to a plan or another paper that one sees, or sent with a
/// report that one sees; but nothing that a council reads with a dossier in which one has an interest. It is asked of the id,
/// beside no row, so that the database does the same whether there is such a file or not.
async fn is_visible(db: &Conn, scope: &Scope, id: Uuid, own: bool) -> Result<bool> {
    use plan_attachment::Column::{FileId, PlanId};
    let this = || Expr::value(id);
    let mut visible = Condition::all().add(this().not_in_subquery(readers::kept_from(scope)));
    if !own {
        let seen = plan::Entity::find().select_only().column(plan::Column::Id);
        let seen = seen.filter(plans::repo::visible(scope)).into_query();
        let attached = plan_attachment::Entity::find().select_only().column(FileId).filter(PlanId.in_subquery(seen));
        let seen = Condition::any()
            .add(this().in_subquery(attached.into_query()))
            .add(this().in_subquery(readers::files(scope)))
            .add(this().in_subquery(sent_with_reports(scope).into_query()));
        visible = visible.add(seen);
    }
    let asked = Query::select().expr(Expr::value(1)).cond_where(visible).to_owned();
    Ok(db.query_one(&asked).await?.is_some())
}

/// The files that were sent with a report that the caller sees: not those of what is being written.
fn sent_with_reports(scope: &Scope) -> Select<report_attachment::Entity> {
    use report::Column::{MovementId, UnitId};
    use report_attachment::Column::{FileId, ReportId, VersionId};
    let sent = Condition::all().add(report::Column::FirstSubmittedAt.is_not_null());
    let seen = report::Entity::find().select_only().column(report::Column::Id);
    let seen = seen.filter(scope.visible_in(MovementId, UnitId, sent)).into_query();
    let attached = report_attachment::Entity::find().select_only().column(FileId);
    attached.filter(VersionId.is_not_null()).filter(ReportId.in_subquery(seen))
}

/// The database does the same for a file that is hidden as for one that is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<file::Model> {
    let found = file::Entity::find_by_id(id).one(db).await?;
    let own = found.as_ref().is_some_and(|file| scope.owns(file.unit_id));
    let visible = is_visible(db, scope, id, own).await?;
    let found = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if visible { Ok(found) } else { Err(scope.hidden(Subject::File, id, found.unit_id)) }
}

/// The files of the units whose papers are all the caller's to read.
pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &FileFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<file::Model>> {
    use file::Column;
    let own = file::Entity::find().filter(Column::UnitId.is_in(scope.owned()));
    let mut select = own.filter(Column::Id.not_in_subquery(readers::kept_from(scope)));
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    select = match filter.attached {
        Some(true) => select.filter(in_use()),
        Some(false) => select.filter(in_use().not()),
        None => select,
    };
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

/// Whether a file is attached: asked of each of a page, not of all that there are.
fn in_use() -> SimpleExpr {
    let its = || Expr::col((file::Entity, file::Column::Id));
    let own = Expr::col((plan_attachment::Entity, plan_attachment::Column::FileId)).eq(its());
    let attached = plan_attachment::Entity::find().filter(own).select_only().column(plan_attachment::Column::Id);
    let own = Expr::col((paper_attachment::Entity, paper_attachment::Column::FileId)).eq(its());
    let beside = paper_attachment::Entity::find().filter(own).select_only().column(paper_attachment::Column::Id);
    let own = Expr::col((report_attachment::Entity, report_attachment::Column::FileId)).eq(its());
    let reported = report_attachment::Entity::find().filter(own).select_only().column(report_attachment::Column::Id);
    Expr::exists(attached.into_query()).or(Expr::exists(beside.into_query())).or(Expr::exists(reported.into_query()))
}

/// A file that is attached to a report, or was sent with one.
pub async fn is_with_report(db: &Conn, id: Uuid) -> Result<bool> {
    let found = report_attachment::Entity::find().filter(report_attachment::Column::FileId.eq(id));
    Ok(found.one(db).await?.is_some())
}

pub async fn by_id(db: &Conn, ids: &[Uuid]) -> Result<Vec<file::Model>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    Ok(file::Entity::find().filter(file::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// To which plans files are attached: for rules, and for callers as far as they see the plans.
pub async fn attached(db: &Conn, files: &[Uuid]) -> Result<Vec<Attached>> {
    use plan_attachment::Column;
    if files.is_empty() {
        return Ok(vec![]);
    }
    let rows = plan_attachment::Entity::find().filter(Column::FileId.is_in(files.iter().copied()));
    let rows = rows.order_by_asc(Column::Id).all(db).await?;
    let plans = plan::Entity::find().filter(plan::Column::Id.is_in(rows.iter().map(|row| row.plan_id)));
    let plans: HashMap<_, _> = plans.all(db).await?.into_iter().map(|plan| (plan.id, plan)).collect();
    Ok(rows.into_iter().filter_map(|row| plans.get(&row.plan_id).cloned().map(|plan| (row, plan))).collect())
}

/// What of some files is attached to reports that the caller sees: to what was sent, and of its own to what is being written.
pub async fn with_reports(db: &Conn, scope: &Scope, files: &[Uuid]) -> Result<Vec<report_attachment::Model>> {
    use report::Column::{FirstSubmittedAt, Id, MovementId, PreparerUnitId, UnitId};
    use report_attachment::Column;
    if files.is_empty() {
        return Ok(vec![]);
    }
    let reports = || report::Entity::find().select_only().column(Id);
    let sent = Condition::all().add(FirstSubmittedAt.is_not_null());
    let seen = reports().filter(scope.visible_in(MovementId, UnitId, sent)).into_query();
    let own = UnitId.is_in(scope.owned()).or(PreparerUnitId.is_in(scope.owned()));
    let written = Column::VersionId.is_null().and(Column::ReportId.in_subquery(reports().filter(own).into_query()));
    let sent = Column::VersionId.is_not_null().and(Column::ReportId.in_subquery(seen));
    let found = report_attachment::Entity::find().filter(Column::FileId.is_in(files.iter().copied()));
    Ok(found.filter(written.or(sent)).order_by_asc(Column::Id).all(db).await?)
}

/// What is attached to a plan, oldest first.
pub async fn of_plan(db: &Conn, plan_id: Uuid) -> Result<Vec<(plan_attachment::Model, file::Model)>> {
    let rows = attachments(plan_id).order_by_asc(plan_attachment::Column::Id).all(db).await?;
    with_files(db, rows).await
}

pub async fn attachment(db: &Conn, plan_id: Uuid, id: Uuid) -> Result<(plan_attachment::Model, file::Model)> {
    let rows = attachments(plan_id).filter(plan_attachment::Column::Id.eq(id)).all(db).await?;
    with_files(db, rows).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn count(db: &Conn, plan_id: Uuid) -> Result<u64> {
    Ok(attachments(plan_id).count(db).await?)
}

fn attachments(plan_id: Uuid) -> Select<plan_attachment::Entity> {
    plan_attachment::Entity::find().filter(plan_attachment::Column::PlanId.eq(plan_id))
}

async fn with_files(
    db: &Conn,
    rows: Vec<plan_attachment::Model>,
) -> Result<Vec<(plan_attachment::Model, file::Model)>> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let files = file::Entity::find().filter(file::Column::Id.is_in(rows.iter().map(|row| row.file_id)));
    let files: HashMap<_, _> = files.all(db).await?.into_iter().map(|file| (file.id, file)).collect();
    Ok(rows.into_iter().filter_map(|row| files.get(&row.file_id).cloned().map(|file| (row, file))).collect())
}

/// A plan that stays as it is until the transaction ends, for what does not change its version. (SQLite has one
/// writer at a time anyhow.)
pub async fn held_plan(uow: &Uow, id: Uuid) -> Result<plan::Model> {
    let found = plan::Entity::find_by_id(id).lock_exclusive().one(&uow.tx).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// Counts up the version of a file: what is attached to something is not what was read before.
pub async fn change(uow: &Uow, id: Uuid) -> Result<()> {
    let changed = file::Entity::update_many()
        .col_expr(file::Column::Version, Expr::col(file::Column::Version).add(1))
        .filter(file::Column::Id.eq(id))
        .exec(&uow.tx)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(Error::new(Code::NotFound)) }
}

/// Deletes a file that still is the version that was read. Whether it was.
pub async fn delete(uow: &Uow, file: &file::Model) -> Result<bool> {
    use file::Column;
    let delete = file::Entity::delete_many().filter(Column::Id.eq(file.id)).filter(Column::Version.eq(file.version));
    Ok(delete.exec(&uow.tx).await?.rows_affected == 1)
}

/// Files older than an instant that were never attached: attaching and detaching count their version up.
pub async fn never_attached(db: &Conn, before: DateTime<Utc>, most: u64) -> Result<Vec<file::Model>> {
    use file::Column;
    let found = file::Entity::find()
        .filter(Column::CreatedAt.lt(before))
        .filter(Column::Version.eq(1))
        .filter(in_use().not())
        .order_by_asc(Column::CreatedAt)
        .limit(most);
    Ok(found.all(db).await?)
}

/// Of some digests those that files have.
pub async fn known(db: &Conn, digests: &[String]) -> Result<HashSet<String>> {
    let found = file::Entity::find()
        .select_only()
        .column(file::Column::Sha256)
        .filter(file::Column::Sha256.is_in(digests.iter().map(String::as_str)))
        .into_tuple::<String>();
    Ok(found.all(db).await?.into_iter().collect())
}
