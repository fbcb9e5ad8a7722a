//! Queries on obligations, reports and values.
use entity::{
    journal::Subject,
    obligation,
    report::{self, ReportStatus},
    report_value,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::{
    dto::{ObligationFilter, ReportFilter},
    sent,
};
use crate::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        page::{self, Kind, PageQuery, Rows, SortField},
        versions,
    },
};

/// Once submitted a report stays visible upwards, also when it is returned.
fn sent() -> Condition {
    Condition::all().add(report::Column::FirstSubmittedAt.is_not_null())
}

pub async fn report(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<report::Model> {
    let found = report::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if sent::owns(scope, &found) || scope.sees_in(found.movement_id, found.unit_id, found.first_submitted_at.is_some())
    {
        let (id, unit_id) = (found.id, found.unit_id);
        let seen = sent::seen(db, scope, vec![found]).await?.pop();
        return seen.ok_or_else(|| scope.hidden(Subject::Report, id, unit_id));
    }
    Err(scope.hidden(Subject::Report, id, found.unit_id))
}

/// That a report is owed is no secret from the superior: it urges.
pub async fn obligation(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<obligation::Model> {
    let found = obligation::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.sees_in(found.movement_id, found.unit_id, true) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Obligation, id, found.unit_id))
}

pub async fn obligation_of(db: &impl ConnectionTrait, report: &report::Model) -> Result<obligation::Model> {
    let found = obligation::Entity::find_by_id(report.obligation_id).one(db).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a report without its obligation")))
}

pub async fn obligations(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ObligationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<obligation::Model>> {
    use obligation::Column;
    let mut select =
        obligation::Entity::find().filter(scope.visible_in(Column::MovementId, Column::UnitId, Condition::all()));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if let Some(period) = filter.period_id {
        select = select.filter(Column::PeriodId.eq(period));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(units) = scope.within(filter.within) {
        select = select.filter(Column::UnitId.is_in(units));
    }
    if !filter.province_code.is_empty() {
        select = select.filter(Column::ProvinceCode.is_in(filter.province_code.iter().map(|code| &**code)));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(from) = filter.due_on_from {
        select = select.filter(Column::DueOn.gte(from));
    }
    if let Some(to) = filter.due_on_to {
        select = select.filter(Column::DueOn.lte(to));
    }
    let sorts = [SortField { name: "due_on", column: Column::DueOn, kind: Kind::Day }];
    page::fetch(db, select, &sorts, "due_on", Column::Id, page, list).await
}

pub async fn reports(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ReportFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<report::Model>> {
    use report::Column;
    let prepared = Column::PreparerUnitId.is_in(scope.owned());
    let visible = Condition::any().add(scope.visible_in(Column::MovementId, Column::UnitId, sent())).add(prepared);
    let mut select = report::Entity::find().filter(visible);
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if let Some(period) = filter.period_id {
        select = select.filter(Column::PeriodId.eq(period));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(units) = scope.within(filter.within) {
        select = select.filter(Column::UnitId.is_in(units));
    }
    if !filter.province_code.is_empty() {
        select = select.filter(Column::ProvinceCode.is_in(filter.province_code.iter().map(|code| &**code)));
    }
    if !filter.status.is_empty() {
        select = select.filter(shown_as(scope, &filter.status));
    }
    if let Some(late) = filter.late {
        select = select.filter(Column::Late.eq(late));
    }
    if let Some(receiver) = filter.receiver_unit_id {
        select = select.filter(Column::ReceiverUnitId.eq(receiver));
    }
    if let Some(from) = filter.updated_at_from {
        select = select.filter(Column::UpdatedAt.gte(from));
    }
    if let Some(to) = filter.updated_at_to {
        select = select.filter(Column::UpdatedAt.lt(to));
    }
    let sorts = [
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
        SortField { name: "submitted_at", column: Column::SubmittedAt, kind: Kind::OptionalTime },
        SortField { name: "due_on", column: Column::DueOn, kind: Kind::Day },
    ];
    let mut found = page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await?;
    found.rows = sent::seen(db, scope, found.rows).await?;
    Ok(found)
}

/// Reports that look to the caller as if they were in one of these states: one that is signed again is still returned to
/// everybody else.
fn shown_as(scope: &Scope, statuses: &[ReportStatus]) -> Condition {
    use report::Column;
    let live = Column::Status.is_in(statuses.iter().copied());
    let asked = |status| statuses.contains(&status);
    if asked(ReportStatus::Issued) == asked(ReportStatus::Returned) {
        return Condition::all().add(live);
    }
    let owned: Vec<Uuid> = scope.owned().collect();
    // Of a column that may be empty, so that a negation of it is never unknown.
    let prepared = Column::PreparerUnitId.is_not_null().and(Column::PreparerUnitId.is_in(owned.iter().copied()));
    let own = Column::UnitId.is_in(owned.iter().copied()).or(prepared);
    let again = Condition::all()
        .add(Column::Status.eq(ReportStatus::Issued))
        .add(Column::FirstSubmittedAt.is_not_null())
        .add(Condition::all().not().add(own));
    if asked(ReportStatus::Returned) {
        return Condition::any().add(live).add(again);
    }
    Condition::all().add(live).add(again.not())
}

/// The values of a report as the caller may read them: those that are being written, or those of the last version.
pub async fn values(
    db: &impl ConnectionTrait,
    scope: &Scope,
    report: &report::Model,
) -> Result<Vec<report_value::Model>> {
    let written = matches!(report.status, ReportStatus::Draft | ReportStatus::Issued | ReportStatus::Returned);
    if written && sent::owns(scope, report) {
        return draft_values(db, report.id).await;
    }
    match versions::last(db, report.id).await? {
        Some(version) => ordered(db, report_value::Column::VersionId.eq(version.id)).await,
        None => draft_values(db, report.id).await,
    }
}

/// Those that are being written.
pub async fn draft_values(db: &impl ConnectionTrait, report_id: Uuid) -> Result<Vec<report_value::Model>> {
    use report_value::Column;
    ordered(db, Column::ReportId.eq(report_id).and(Column::VersionId.is_null())).await
}

async fn ordered(db: &impl ConnectionTrait, which: SimpleExpr) -> Result<Vec<report_value::Model>> {
    let found = report_value::Entity::find().filter(which).order_by_asc(report_value::Column::Ordinal);
    Ok(found.all(db).await?)
}
