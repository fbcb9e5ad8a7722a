//! What was reached on each target, kept beside it so that reading it computes nothing.
use std::collections::HashSet;

use base::{kernel::error::Result, store::db::Uow};
use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::{self, Aggregation},
    period::{self, PeriodKind},
    plan,
    report_value::{self, ValueQuality},
    target,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef, Value,
    sea_query::{Alias, Expr, ExprTrait, IntoIden, Query, TableRef, ValueTuple},
};
use uuid::Uuid;

/// An accepted figure, with what tells where it counts.
#[derive(FromQueryResult)]
struct Told {
    indicator_id: Option<Uuid>,
    /// The first of its kind, of the target that it answers.
    root_id: Uuid,
    /// Of the indicator.
    aggregation: Option<Aggregation>,
    run: PeriodKind,
    reaches: NaiveDate,
    value: Option<Quantity>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
}

/// A target, as far as it concerns what was reached on it.
#[derive(FromQueryResult)]
struct Held {
    id: Uuid,
    indicator_id: Option<Uuid>,
    root_id: Uuid,
    aggregation: Option<Aggregation>,
    current_value: Option<Quantity>,
    current_numerator: Option<Quantity>,
    current_denominator: Option<Quantity>,
    current_overflow: bool,
}

/// Of a plan, held so that nobody counts up meanwhile.
async fn held(db: &impl ConnectionTrait, plan_id: Uuid) -> Result<Vec<Held>> {
    use target::{Column, Entity};
    let found = Entity::find()
        .select_only()
        .columns([Column::Id, Column::IndicatorId, Column::RootId, Column::Aggregation, Column::CurrentValue])
        .columns([Column::CurrentNumerator, Column::CurrentDenominator, Column::CurrentOverflow])
        .filter(Column::PlanId.eq(plan_id))
        .order_by_asc(Column::Id);
    Ok(found.lock_exclusive().into_model().all(db).await?)
}

/// Brings the targets of a plan up to what the accepted reports of its unit say, whichever version they answered:
/// an indicator is the same in every version, and a target of one's own is the one it was copied from. So is one of
/// several targets on the same indicator, as a merged unit has them.
pub async fn keep(uow: &Uow, plan: &plan::Model) -> Result<()> {
    // Of two that are accepted at once the later one counts both.
    let targets = held(&uow.tx, plan.id).await?;
    let told = told(uow, plan).await?;
    if told.is_empty() {
        return Ok(());
    }
    let several = repeated(&targets);
    let mut changed = vec![];
    for target in &targets {
        let of_target = |told: &&Told| match target.indicator_id {
            Some(indicator) if !several.contains(&indicator) => told.indicator_id == Some(indicator),
            _ => told.root_id == target.root_id,
        };
        let its: Vec<&Told> = told.iter().filter(of_target).collect();
        let by_indicator = its.first().and_then(|told| told.aggregation);
        let reached = reached(&of_one_run(&its), by_indicator.or(target.aggregation).unwrap_or(Aggregation::Sum));
        if reached.overflow {
            tracing::error!(target_id = %target.id, "what was reported adds up to more than a figure can be");
        }
        if reached != Reached::of(target) {
            changed.push((target.id, reached));
        }
    }
    store(uow, changed).await
}

/// The indicators that several of these targets are on.
fn repeated(targets: &[Held]) -> HashSet<Uuid> {
    let mut seen = HashSet::new();
    targets.iter().filter_map(|target| target.indicator_id).filter(|id| !seen.insert(*id)).collect()
}

/// Runs tell the same in different steps, so a figure is of one: the one that reaches furthest, of equals the coarsest.
fn of_one_run<'a>(told: &[&'a Told]) -> Vec<&'a Told> {
    let furthest = told.iter().map(|told| (told.reaches, told.run)).max();
    told.iter().filter(|told| furthest.is_some_and(|(_, run)| told.run == run)).copied().collect()
}

/// By one statement.
async fn store(uow: &Uow, changed: Vec<(Uuid, Reached)>) -> Result<()> {
    use target::Column::{CurrentDenominator, CurrentNumerator, CurrentOverflow, CurrentValue, Id};
    if changed.is_empty() {
        return Ok(());
    }
    let rows = changed.into_iter().map(|(id, reached)| {
        let figures = [reached.value, reached.numerator, reached.denominator].map(Value::from);
        ValueTuple::Many([id.into()].into_iter().chain(figures).chain([reached.overflow.into()]).collect())
    });
    // What both databases call the columns of a list of values.
    let told = |column: &'static str| Expr::col((Alias::new("told"), Alias::new(column)));
    let update = Query::update()
        .table(target::Entity)
        .value(CurrentValue, told("column2"))
        .value(CurrentNumerator, told("column3"))
        .value(CurrentDenominator, told("column4"))
        .value(CurrentOverflow, told("column5"))
        .from(TableRef::ValuesList(rows.collect(), Alias::new("told").into_iden()))
        .and_where(Expr::col((target::Entity, Id)).eq(told("column1")))
        .to_owned();
    uow.tx.execute(&update).await?;
    Ok(())
}

/// What the plan's unit told in its movement and was accepted, oldest first.
async fn told(uow: &Uow, plan: &plan::Model) -> Result<Vec<Told>> {
    use report_value::{Column, Entity};
    let of_target: RelationDef =
        Entity::belongs_to(target::Entity).from(Column::TargetId).to(target::Column::Id).into();
    let of_period: RelationDef =
        Entity::belongs_to(period::Entity).from(Column::PeriodId).to(period::Column::Id).into();
    let of_indicator: RelationDef =
        Entity::belongs_to(indicator::Entity).from(Column::IndicatorId).to(indicator::Column::Id).into();
    let found = Entity::find()
        .select_only()
        .columns([Column::IndicatorId, Column::Value, Column::Numerator, Column::Denominator])
        .column(target::Column::RootId)
        .column(indicator::Column::Aggregation)
        .column_as(period::Column::Kind, "run")
        .column_as(period::Column::DataTo, "reaches")
        .join(JoinType::InnerJoin, of_target)
        .join(JoinType::InnerJoin, of_period)
        .join(JoinType::LeftJoin, of_indicator)
        .filter(Column::MovementId.eq(plan.movement_id))
        .filter(Column::UnitId.eq(plan.unit_id))
        .filter(Column::Quality.eq(ValueQuality::Accepted))
        .order_by_asc(Column::DataTo)
        .order_by_asc(Column::Id);
    Ok(found.into_model::<Told>().all(&uow.tx).await?)
}

/// What was reached, or that it is more than a figure can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reached {
    value: Option<Quantity>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
    overflow: bool,
}

impl Reached {
    const fn of(target: &Held) -> Self {
        Self {
            value: target.current_value,
            numerator: target.current_numerator,
            denominator: target.current_denominator,
            overflow: target.current_overflow,
        }
    }
}

/// Sums add up, ratios add numerators and denominators, stocks and averages are what was reported last.
fn reached(values: &[&Told], aggregation: Aggregation) -> Reached {
    let last = values.iter().rev().find(|value| value.value.is_some() || value.numerator.is_some());
    match aggregation {
        Aggregation::Sum | Aggregation::Ratio => added(values),
        Aggregation::Latest | Aggregation::Avg => last.map_or_else(Reached::default, |last| added(&[last])),
    }
}

fn added(values: &[&Told]) -> Reached {
    let sum = |figure: fn(&Told) -> Option<Quantity>| {
        values.iter().filter_map(|value| figure(value)).map(|q| i128::from(q.0)).reduce(|a, b| a + b)
    };
    let sums = [sum(|v| v.value), sum(|v| v.numerator), sum(|v| v.denominator)];
    if sums.iter().flatten().any(|sum| Quantity::fitting(*sum).is_none()) {
        return Reached { overflow: true, ..Reached::default() };
    }
    let [value, numerator, denominator] = sums.map(|sum| sum.and_then(Quantity::fitting));
    Reached { value, numerator, denominator, overflow: false }
}
