//! Queries on consolidations and on what they are made of.
use std::collections::HashMap;

use entity::{
    consolidation::{self, ConsolidationStatus},
    function_assignment::Function,
    journal::Subject,
    obligation::{self, ObligationStatus},
    report, report_value,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{compute::Of, dto::ConsolidationFilter};
use crate::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::bulk::lists,
        page::{self, PageQuery, Rows},
    },
};

/// Drafts are the unit's own.
fn issued() -> Condition {
    Condition::all().add(consolidation::Column::Status.ne(ConsolidationStatus::Draft))
}

pub async fn get(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<consolidation::Model> {
    let found = consolidation::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.sees(found.unit_id, found.status != ConsolidationStatus::Draft) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Consolidation, id, found.unit_id))
}

pub async fn page(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ConsolidationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<consolidation::Model>> {
    use consolidation::Column;
    let mut select = consolidation::Entity::find().filter(scope.visible(Column::UnitId, issued()));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if let Some(period) = filter.period_id {
        select = select.filter(Column::PeriodId.eq(period));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

/// All versions of a unit for a period, the last one first.
pub async fn versions(db: &impl ConnectionTrait, of: Of) -> Result<Vec<consolidation::Model>> {
    use consolidation::{Column, Entity};
    let found = Entity::find().filter(Column::UnitId.eq(of.unit_id)).filter(Column::PeriodId.eq(of.period_id));
    Ok(found.order_by_desc(Column::VersionNo).all(db).await?)
}

/// A report that a unit owes, and what there is of it.
pub struct Owed {
    pub obligation: obligation::Model,
    pub report: Option<report::Model>,
}

/// What is owed to a unit for a period: addressed to it, to whom it took over from, or to a function that it holds.
pub async fn owed(db: &impl ConnectionTrait, scope: &Scope, of: Of) -> Result<Vec<Owed>> {
    use obligation::Column;
    let mut units = scope.organisation.predecessors(of.unit_id, scope.today);
    units.push(of.unit_id);
    let function = Function::EmulationStandingBody;
    let holds = scope.organisation.holder(function, scope.today) == Some(of.unit_id);
    let mut to = Condition::any()
        .add(Condition::all().add(Column::ReceiverFunction.is_null()).add(Column::ReceiverUnitId.is_in(units)));
    if holds {
        to = to.add(Column::ReceiverFunction.eq(function));
    }
    let owed = obligation::Entity::find()
        .filter(Column::MovementId.eq(of.movement_id))
        .filter(Column::PeriodId.eq(of.period_id))
        .filter(Column::Status.ne(ObligationStatus::ClosedByReorganisation))
        .filter(to)
        .all(db)
        .await?;
    let ids: Vec<_> = owed.iter().map(|one| one.id).collect();
    let mut reports: HashMap<Uuid, report::Model> = HashMap::new();
    for ids in lists(&ids) {
        let found = report::Entity::find().filter(report::Column::ObligationId.is_in(ids)).all(db).await?;
        reports.extend(found.into_iter().map(|report| (report.obligation_id, report)));
    }
    let with = |obligation: obligation::Model| Owed { report: reports.remove(&obligation.id), obligation };
    Ok(owed.into_iter().map(with).collect())
}

/// What some versions of reports say, in the order of their targets.
pub async fn values(db: &impl ConnectionTrait, versions: &[Uuid]) -> Result<Vec<report_value::Model>> {
    use report_value::{Column, Entity};
    let mut found = vec![];
    for versions in lists(versions) {
        let rows = Entity::find().filter(Column::VersionId.is_in(versions)).order_by_asc(Column::Ordinal);
        found.extend(rows.all(db).await?);
    }
    Ok(found)
}
