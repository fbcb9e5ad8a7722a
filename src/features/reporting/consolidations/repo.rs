//! Queries on consolidations and on what they are made of.
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    Quantity,
    consolidation::{self, ConsolidationStatus},
    function_assignment::Function,
    journal::Subject,
    obligation::{self, ObligationStatus},
    report::{self, ReportStatus},
    report_value,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};
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
        figures::Amounts,
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

/// The states and numbers of the same.
pub async fn made(db: &impl ConnectionTrait, of: Of) -> Result<Vec<(ConsolidationStatus, i32)>> {
    use consolidation::{Column, Entity};
    let found = Entity::find().select_only().columns([Column::Status, Column::VersionNo]);
    let found = found.filter(Column::UnitId.eq(of.unit_id)).filter(Column::PeriodId.eq(of.period_id));
    Ok(found.into_tuple().all(db).await?)
}

/// A report that a unit owes, and what there is of it.
#[derive(FromQueryResult)]
pub struct Owed {
    pub unit_id: Uuid,
    pub status: ObligationStatus,
    pub data_to: NaiveDate,
    pub report_id: Option<Uuid>,
    /// The unit as the report names it.
    pub named: Option<String>,
    pub shown_status: Option<ReportStatus>,
    pub shown_version_no: Option<i32>,
    pub corrects: Option<i32>,
    pub first_submitted_at: Option<DateTime<Utc>>,
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
    let its_report: RelationDef =
        obligation::Entity::belongs_to(report::Entity).from(Column::Id).to(report::Column::ObligationId).into();
    let owed = obligation::Entity::find()
        .select_only()
        .join(JoinType::LeftJoin, its_report)
        .columns([Column::UnitId, Column::Status, Column::DataTo])
        .column_as(report::Column::Id, "report_id")
        .column_as(report::Column::UnitName, "named")
        .columns([report::Column::ShownStatus, report::Column::ShownVersionNo])
        .columns([report::Column::Corrects, report::Column::FirstSubmittedAt])
        .filter(Column::MovementId.eq(of.movement_id))
        .filter(Column::PeriodId.eq(of.period_id))
        .filter(Column::Status.ne(ObligationStatus::ClosedByReorganisation))
        .filter(to);
    Ok(owed.into_model().all(db).await?)
}

/// A figure of a version of a report: its own, and what it has consolidated from below.
pub struct Said {
    pub version_id: Uuid,
    pub indicator_id: Uuid,
    pub own: Amounts,
    pub below: Amounts,
}

type Amount = Option<Quantity>;

/// What most figures are, as it is read: by place, for there are ten of each report.
type Plain = (Uuid, Uuid, Uuid, Amount);

/// What a ratio and a figure with something of below have besides.
type More = (Uuid, Amount, Amount, Amount, Amount, Amount);

/// What some versions of reports say of indicators, in the order of their targets.
pub async fn values(db: &impl ConnectionTrait, versions: &[Uuid]) -> Result<Vec<Said>> {
    use report_value::{Column, Entity};
    let mut found = vec![];
    for versions in lists(versions) {
        let of_these = || Entity::find().select_only().filter(Column::VersionId.is_in(versions.iter().copied()));
        let plain = of_these().columns([Column::Id, Column::VersionId, Column::IndicatorId, Column::Value]);
        let plain = plain.filter(Column::IndicatorId.is_not_null()).order_by_asc(Column::Ordinal);
        let others = [Column::Numerator, Column::Denominator, Column::BelowValue, Column::BelowNumerator];
        let others = [&others[..], &[Column::BelowDenominator]].concat();
        let any = others.iter().fold(Condition::any(), |any, column| any.add(column.is_not_null()));
        let more = of_these().column(Column::Id).columns(others).filter(any).into_tuple::<More>().all(db).await?;
        let more: HashMap<Uuid, More> = more.into_iter().map(|row| (row.0, row)).collect();
        let said = |row: Plain| said(&row, more.get(&row.0));
        found.extend(plain.into_tuple::<Plain>().all(db).await?.into_iter().map(said));
    }
    Ok(found)
}

fn said(&(_, version_id, indicator_id, value): &Plain, more: Option<&More>) -> Said {
    let (numerator, denominator, below) = match more {
        None => (None, None, Amounts::default()),
        Some(&(_, above, under, value, numerator, denominator)) => {
            (above, under, Amounts { value, numerator, denominator })
        }
    };
    Said { version_id, indicator_id, own: Amounts { value, numerator, denominator }, below }
}
