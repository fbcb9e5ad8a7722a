//! Queries on obligations, reports and values.
use entity::{obligation, report, report_value};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::dto::{ObligationFilter, ReportFilter};
use crate::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::page::{self, Kind, PageQuery, Rows, SortField},
};

/// Once submitted a report stays visible upwards, also when it is returned.
fn sent() -> Condition {
    Condition::all().add(report::Column::FirstSubmittedAt.is_not_null())
}

pub async fn report(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<report::Model> {
    let found = report::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let prepares = found.preparer_unit_id.is_some_and(|unit| scope.owns(unit));
    if prepares || scope.sees(found.unit_id, found.first_submitted_at.is_some()) {
        return Ok(found);
    }
    Err(scope.hidden("report", id, found.unit_id))
}

/// That a report is owed is no secret from the superior: it urges.
pub async fn obligation(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<obligation::Model> {
    let found = obligation::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.sees(found.unit_id, true) {
        return Ok(found);
    }
    Err(scope.hidden("obligation", id, found.unit_id))
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
    let mut select = obligation::Entity::find().filter(scope.visible(Column::UnitId, Condition::all()));
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
    let visible = Condition::any().add(scope.visible(Column::UnitId, sent())).add(prepared);
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
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
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
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}

pub async fn values(db: &impl ConnectionTrait, report_id: Uuid) -> Result<Vec<report_value::Model>> {
    let found = report_value::Entity::find()
        .filter(report_value::Column::ReportId.eq(report_id))
        .order_by_asc(report_value::Column::Ordinal);
    Ok(found.all(db).await?)
}
