//! Queries on consolidations and on the figures that they add up.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, bulk::lists},
        figures::Amounts,
        page::{self, PageQuery, Rows},
    },
};
use entity::{
    Quantity,
    consolidation::{self, ConsolidationStatus},
    journal::Subject,
    paper_version, report_value,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    sea_query::{Expr, ExprTrait, Func},
};
use uuid::Uuid;

use super::dto::ConsolidationFilter;
use crate::reports::sources::Of;

/// Drafts are the unit's own.
fn issued() -> Condition {
    Condition::all().add(consolidation::Column::Status.ne(ConsolidationStatus::Draft))
}

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<consolidation::Model> {
    let found = consolidation::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.sees(found.unit_id, found.status != ConsolidationStatus::Draft) {
        return Ok(found);
    }
    Err(scope.hidden(Subject::Consolidation, id, found.unit_id))
}

pub async fn page(
    db: &Conn,
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
pub async fn versions(db: &Conn, of: Of) -> Result<Vec<consolidation::Model>> {
    use consolidation::{Column, Entity};
    let found = Entity::find().filter(Column::UnitId.eq(of.unit_id)).filter(Column::PeriodId.eq(of.period_id));
    Ok(found.order_by_desc(Column::VersionNo).all(db).await?)
}

/// The states and numbers of the same.
pub async fn made(db: &Conn, of: Of) -> Result<Vec<(ConsolidationStatus, i32)>> {
    use consolidation::{Column, Entity};
    let found = Entity::find().select_only().columns([Column::Status, Column::VersionNo]);
    let found = found.filter(Column::UnitId.eq(of.unit_id)).filter(Column::PeriodId.eq(of.period_id));
    Ok(found.into_tuple().all(db).await?)
}

/// What some versions of reports say of an indicator, their own and what they have from below, added up. A sum may be more
/// than a database's integers hold: it comes in two parts.
#[derive(FromQueryResult)]
struct Sums {
    indicator_id: Uuid,
    reported: i64,
    value_high: Option<i64>,
    value_low: Option<i64>,
    under_high: Option<i64>,
    under_low: Option<i64>,
    below_value_high: Option<i64>,
    below_value_low: Option<i64>,
    below_under_high: Option<i64>,
    below_under_low: Option<i64>,
}

const PART: i64 = 1_000_000_000;

/// Of an indicator the sums of values, or of a ratio of its numerators and denominators, in ten-thousandths.
pub struct Total {
    /// How many versions hold a figure.
    pub reported: u64,
    /// Values, or numerators.
    pub over: i128,
    pub under: i128,
}

impl From<&Sums> for Total {
    fn from(sums: &Sums) -> Self {
        let whole = |high: Option<i64>, low: Option<i64>| {
            i128::from(high.unwrap_or_default()) * i128::from(PART) + i128::from(low.unwrap_or_default())
        };
        let over = whole(sums.value_high, sums.value_low) + whole(sums.below_value_high, sums.below_value_low);
        let under = whole(sums.under_high, sums.under_low) + whole(sums.below_under_high, sums.below_under_low);
        Self { reported: u64::try_from(sums.reported).unwrap_or_default(), over, under }
    }
}

/// The version that says a value.
fn of_version() -> RelationDef {
    use report_value::Column;
    let version = (paper_version::Column::PaperId, paper_version::Column::VersionNo);
    let values = report_value::Entity::belongs_to(paper_version::Entity);
    values.from((Column::ReportId, Column::VersionNo)).to(version).into()
}

/// By indicator, of those asked for and reported on. Read as rows they would be some thousands.
pub async fn totals(db: &Conn, versions: &[Uuid], indicators: &[Uuid]) -> Result<HashMap<Uuid, Total>> {
    use report_value::{Column, Entity};
    let mut found: HashMap<Uuid, Total> = HashMap::new();
    let over = Func::coalesce([Expr::col(Column::Value), Expr::col(Column::Numerator)]);
    let below_over = Func::coalesce([Expr::col(Column::BelowValue), Expr::col(Column::BelowNumerator)]);
    let figures: [(Expr, &str, &str); 4] = [
        (over.into(), "value_high", "value_low"),
        (Expr::col(Column::Denominator), "under_high", "under_low"),
        (below_over.into(), "below_value_high", "below_value_low"),
        (Expr::col(Column::BelowDenominator), "below_under_high", "below_under_low"),
    ];
    let told = [Column::Value, Column::Numerator, Column::BelowValue, Column::BelowNumerator];
    let told = told.iter().fold(Condition::any(), |any, column| any.add(column.is_not_null()));
    for versions in lists(versions) {
        let mut select = Entity::find().select_only().column(Column::IndicatorId);
        select = select.column_as(
            Expr::expr(Expr::case(told.clone(), Expr::col((Entity, Column::ReportId)))).count_distinct(),
            "reported",
        );
        for (figure, high, low) in figures.clone() {
            let big = |part: Expr| part.sum().cast_as("BIGINT");
            select = select.column_as(big(figure.clone().div(PART)), high).column_as(big(figure.modulo(PART)), low);
        }
        let select = select
            .join(JoinType::InnerJoin, of_version())
            .filter(paper_version::Column::Id.is_in(versions))
            .filter(Column::IndicatorId.is_in(indicators.iter().copied()))
            .group_by(Column::IndicatorId);
        for sums in select.into_model::<Sums>().all(db).await? {
            let more = Total::from(&sums);
            let total = found.entry(sums.indicator_id).or_insert(Total { reported: 0, over: 0, under: 0 });
            total.reported += more.reported;
            total.over += more.over;
            total.under += more.under;
        }
    }
    Ok(found)
}

/// A figure of a version of a report: its own, and what it has consolidated from below.
pub struct Said {
    pub version_id: Uuid,
    pub indicator_id: Uuid,
    pub own: Amounts,
    pub below: Amounts,
}

/// What some versions of reports say of indicators, one by one, those of a version together.
pub async fn values(db: &Conn, versions: &[Uuid], indicators: &[Uuid]) -> Result<Vec<Said>> {
    use report_value::{Column, Entity};
    type Row = (Uuid, Uuid, Option<Quantity>, Option<Quantity>);
    let mut found = vec![];
    if indicators.is_empty() {
        return Ok(found);
    }
    let said = |(version_id, indicator_id, value, below): Row| {
        let amounts = |value| Amounts { value, ..Amounts::default() };
        Said { version_id, indicator_id, own: amounts(value), below: amounts(below) }
    };
    for versions in lists(versions) {
        let rows = Entity::find()
            .select_only()
            .column(paper_version::Column::Id)
            .columns([Column::IndicatorId, Column::Value, Column::BelowValue])
            .join(JoinType::InnerJoin, of_version())
            .filter(paper_version::Column::Id.is_in(versions))
            .filter(Column::IndicatorId.is_in(indicators.iter().copied()))
            .order_by_asc(paper_version::Column::Id);
        found.extend(rows.into_tuple::<Row>().all(db).await?.into_iter().map(said));
    }
    Ok(found)
}
