//! What was reached on targets, by the figures in memory: what their units told in their movements and was accepted.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::error::Result,
    store::{
        db::{Conn, bulk::lists},
        figures::{Amounts, Current, Figures},
    },
};
use chrono::NaiveDate;
use entity::{Quantity, indicator::Aggregation, period::PeriodKind, plan, target};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef};
use uuid::Uuid;

/// What was reached on a target, or that it is more than a figure can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    pub amounts: Amounts,
    pub overflow: bool,
}

/// A target, as far as it concerns what was reached on it.
#[derive(FromQueryResult)]
struct Asked {
    id: Uuid,
    plan_id: Uuid,
    movement_id: Uuid,
    unit_id: Uuid,
    indicator_id: Option<Uuid>,
    root_id: Uuid,
    aggregation: Option<Aggregation>,
}

/// An accepted figure, with what tells where it counts.
struct Told {
    indicator_id: Option<Uuid>,
    /// The first of its kind, of the target that it answers.
    root_id: Uuid,
    /// The end of its period, and the run of that.
    reaches: (NaiveDate, PeriodKind),
    data_to: NaiveDate,
    amounts: Amounts,
}

/// On all targets of a plan.
pub fn on_plan(figures: Current<'_>, plan: &plan::Model, targets: &[target::Model]) -> Result<HashMap<Uuid, Reached>> {
    let asked = |target: &target::Model| Asked {
        id: target.id,
        plan_id: plan.id,
        movement_id: plan.movement_id,
        unit_id: plan.unit_id,
        indicator_id: target.indicator_id,
        root_id: target.root_id,
        aggregation: target.aggregation,
    };
    let asked: Vec<Asked> = targets.iter().map(asked).collect();
    figures.read(|figures| of_plan(figures, &asked).collect())
}

/// On targets of any plans.
pub async fn on(figures: Current<'_>, db: &Conn, targets: &[target::Model]) -> Result<HashMap<Uuid, Reached>> {
    let plans: HashSet<Uuid> = targets.iter().map(|target| target.plan_id).collect();
    let plans: Vec<Uuid> = plans.into_iter().collect();
    let mut by_plan: HashMap<Uuid, Vec<Asked>> = HashMap::new();
    for ids in lists(&plans) {
        for asked in beside(db, ids).await? {
            by_plan.entry(asked.plan_id).or_default().push(asked);
        }
    }
    figures.read(|figures| by_plan.values().flat_map(|asked| of_plan(figures, asked)).collect())
}

/// All targets of plans: whether several are on one indicator decides which figures are whose.
async fn beside(db: &Conn, plans: Vec<Uuid>) -> Result<Vec<Asked>> {
    use target::{Column, Entity};
    let of_plan: RelationDef = Entity::belongs_to(plan::Entity).from(Column::PlanId).to(plan::Column::Id).into();
    let found = Entity::find()
        .select_only()
        .columns([Column::Id, Column::PlanId, Column::IndicatorId, Column::RootId, Column::Aggregation])
        .columns([plan::Column::MovementId, plan::Column::UnitId])
        .join(JoinType::InnerJoin, of_plan)
        .filter(Column::PlanId.is_in(plans));
    Ok(found.into_model().all(db).await?)
}

/// An indicator is the same in every version of a plan, and a target of one's own is the one it was copied from. So is
/// one of several targets on the same indicator, as a merged unit has them.
fn of_plan<'a>(figures: &'a Figures, targets: &'a [Asked]) -> impl Iterator<Item = (Uuid, Reached)> + 'a {
    let told = targets.first().map(|one| told(figures, one.movement_id, one.unit_id)).unwrap_or_default();
    let several = repeated(targets);
    targets.iter().map(move |target| {
        let of_target = |told: &&Told| match target.indicator_id {
            Some(indicator) if !several.contains(&indicator) => told.indicator_id == Some(indicator),
            _ => told.root_id == target.root_id,
        };
        let its = of_one_run(&told.iter().filter(of_target).collect::<Vec<_>>());
        let of_indicator = target.indicator_id.and_then(|id| figures.frame.indicator(id)).map(|m| m.aggregation);
        let reached = reached(&its, of_indicator.or(target.aggregation).unwrap_or(Aggregation::Sum));
        if reached.overflow {
            tracing::error!(target_id = %target.id, "what was reported adds up to more than a figure can be");
        }
        (target.id, reached)
    })
}

/// The indicators that several of these targets are on.
fn repeated(targets: &[Asked]) -> HashSet<Uuid> {
    let mut seen = HashSet::new();
    targets.iter().filter_map(|target| target.indicator_id).filter(|id| !seen.insert(*id)).collect()
}

/// Oldest first.
fn told(figures: &Figures, movement_id: Uuid, unit_id: Uuid) -> Vec<Told> {
    let (movement, measured) = (figures.movement(movement_id), figures.frame.movement(movement_id));
    let Some((unit, measured)) = figures.units.place(unit_id).zip(measured) else { return vec![] };
    let accepted = movement.of_unit(unit).filter(|(_, row)| row.accepted);
    let mut told: Vec<Told> = accepted
        .filter_map(|(indicator_id, row)| {
            let id = movement.period(row);
            let period = measured.periods.iter().find(|period| period.id == id)?;
            Some(Told {
                indicator_id,
                root_id: figures.roots.id(row.root),
                reaches: (period.data_to, period.kind),
                data_to: row.data_to,
                amounts: row.amounts(),
            })
        })
        .collect();
    told.sort_by_key(|told| told.data_to);
    told
}

/// Runs tell the same in different steps, so a figure is of one: the one that reaches furthest, of equals the coarsest.
fn of_one_run<'a>(told: &[&'a Told]) -> Vec<&'a Told> {
    let furthest = told.iter().map(|told| told.reaches).max();
    told.iter().filter(|told| furthest.is_some_and(|(_, run)| told.reaches.1 == run)).copied().collect()
}

/// Sums add up, ratios add numerators and denominators, stocks and averages are what was reported last.
fn reached(told: &[&Told], aggregation: Aggregation) -> Reached {
    let last = told.iter().rev().find(|told| told.amounts.is_reported());
    match aggregation {
        Aggregation::Sum | Aggregation::Ratio => added(told),
        Aggregation::Latest | Aggregation::Avg => last.map_or_else(Reached::default, |last| added(&[last])),
    }
}

fn added(told: &[&Told]) -> Reached {
    let sum = |amount: fn(&Amounts) -> Option<Quantity>| {
        told.iter().filter_map(|told| amount(&told.amounts)).map(|q| i128::from(q.0)).reduce(|a, b| a + b)
    };
    let sums = [sum(|told| told.value), sum(|told| told.numerator), sum(|told| told.denominator)];
    if sums.iter().flatten().any(|sum| Quantity::fitting(*sum).is_none()) {
        return Reached { overflow: true, ..Reached::default() };
    }
    let [value, numerator, denominator] = sums.map(|sum| sum.and_then(Quantity::fitting));
    Reached { amounts: Amounts { value, numerator, denominator }, overflow: false }
}
