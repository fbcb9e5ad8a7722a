//! What was reported and accepted: unit by unit, and for whoever stands above. Only of units whose papers the caller
//! sees.
mod climb;

use std::collections::{HashMap, HashSet};

use base::{
    kernel::{error::Result, organisation::Organisation, scope::Scope},
    store::{
        db::Conn,
        figures::{self, Figures, Row},
    },
};
use chrono::NaiveDate;
pub use climb::Reported;
use entity::{
    Quantity,
    indicator::Aggregation,
    period::PeriodKind,
    report,
    report_value::{self, Column, ValueQuality},
    target,
};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef, SelectGetableTuple, Selector,
};
use uuid::Uuid;

use super::amounts::Amounts;
use crate::movements;

/// Which figures are asked for.
pub struct Selection<'a> {
    pub movement_id: Uuid,
    pub indicator_id: Option<Uuid>,
    /// Where there is no indicator: the targets, in any of their versions, that figures were reported against. Each
    /// once.
    pub roots: &'a [Uuid],
    pub aggregation: Aggregation,
}

/// What a unit told against a target for a period.
struct Figure {
    unit_id: Uuid,
    period_id: Uuid,
    data_to: NaiveDate,
    amounts: figures::Amounts,
}

/// The accepted figures of each unit that reported any and is seen: the last of a stock, else all together. A stock
/// that whoever took over has told again is left out.
pub fn by_unit(figures: &Figures, scope: &Scope, selection: &Selection<'_>) -> HashMap<Uuid, Amounts> {
    let measured = figures.frame.movement(selection.movement_id);
    let periods = measured.into_iter().flat_map(|m| &m.periods).map(|m| (m.id, (m.data_to, m.kind))).collect();
    let mut units = Units { latest: selection.aggregation == Aggregation::Latest, periods, ..Units::default() };
    let roots: HashSet<u32> = selection.roots.iter().filter_map(|root| figures.roots.place(*root)).collect();
    let asked = |row: &&Row| row.accepted && (selection.indicator_id.is_some() || roots.contains(&row.root));
    let movement = figures.movement(selection.movement_id);
    for row in movement.column(selection.indicator_id).iter().filter(asked) {
        units.add(&Figure {
            unit_id: figures.units.id(row.unit),
            period_id: movement.period(row),
            data_to: row.data_to,
            amounts: row.amounts(),
        });
    }
    units.told(scope, selection.movement_id)
}

/// The same for one period and one indicator, within a transaction that decides by it.
pub async fn of_period(
    db: &Conn,
    scope: &Scope,
    selection: &Selection<'_>,
    period_id: Uuid,
) -> Result<HashMap<Uuid, Amounts>> {
    let periods = movements::repo::periods_of(db, selection.movement_id).await?;
    let periods = periods.into_iter().map(|m| (m.id, (m.data_to, m.kind))).collect();
    let mut units = Units { latest: selection.aggregation == Aggregation::Latest, periods, ..Units::default() };
    for (unit_id, data_to, value, numerator, denominator) in accepted(selection, period_id).all(db).await? {
        let amounts = figures::Amounts { value, numerator, denominator };
        units.add(&Figure { unit_id, period_id, data_to, amounts });
    }
    Ok(units.told(scope, selection.movement_id))
}

type Accepted = (Uuid, NaiveDate, Option<Quantity>, Option<Quantity>, Option<Quantity>);

/// By the targets on an indicator, of which there are fewer than figures of a period.
fn accepted(selection: &Selection<'_>, period_id: Uuid) -> Selector<SelectGetableTuple<Accepted>> {
    let of_target: RelationDef =
        report_value::Entity::belongs_to(target::Entity).from(Column::TargetId).to(target::Column::Id).into();
    report_value::Entity::find()
        .select_only()
        .column(report::Column::UnitId)
        .columns([Column::DataTo, Column::Value, Column::Numerator, Column::Denominator])
        .join(JoinType::InnerJoin, of_target)
        .join(JoinType::InnerJoin, report_value::of_report())
        .filter(target::Column::IndicatorId.eq(selection.indicator_id))
        .filter(report::Column::MovementId.eq(selection.movement_id))
        .filter(report::Column::PeriodId.eq(period_id))
        .filter(Column::Quality.eq(ValueQuality::Accepted))
        .into_tuple()
}

#[derive(Default)]
struct Units {
    latest: bool,
    /// Until when each period reaches, and of which run it is.
    periods: HashMap<Uuid, (NaiveDate, PeriodKind)>,
    runs: HashMap<(Uuid, PeriodKind), Run>,
}

/// What a unit has told in the periods of one kind. Different kinds tell the same in other steps.
#[derive(Clone, Copy, Default)]
struct Run {
    /// The last day of the last period.
    reaches: NaiveDate,
    /// Until when its last figure tells.
    told: NaiveDate,
    amounts: Amounts,
}

impl Units {
    fn add(&mut self, figure: &Figure) {
        let figures::Amounts { value, numerator, denominator } = figure.amounts;
        if value.is_none() && numerator.is_none() && denominator.is_none() {
            return;
        }
        let Some((data_to, run)) = self.periods.get(&figure.period_id).copied() else { return };
        let amounts = Amounts::of(value, numerator, denominator);
        let run = self.runs.entry((figure.unit_id, run)).or_default();
        if self.latest && data_to < run.reaches {
            return;
        }
        // Of a stock the last period counts alone, with all that was told in it.
        let before = if self.latest && data_to > run.reaches { Amounts::default() } else { run.amounts };
        run.amounts = before + amounts;
        run.reaches = run.reaches.max(data_to);
        run.told = run.told.max(figure.data_to);
    }

    /// Of each unit the run that reaches furthest, of equals the coarsest.
    fn furthest(&self) -> HashMap<Uuid, Run> {
        let mut best: HashMap<Uuid, (PeriodKind, Run)> = HashMap::new();
        for ((unit, kind), run) in &self.runs {
            let further = |(other, known): &(PeriodKind, Run)| (known.reaches, *other) < (run.reaches, *kind);
            if best.get(unit).is_none_or(further) {
                best.insert(*unit, (*kind, *run));
            }
        }
        best.into_iter().map(|(unit, (_, run))| (unit, run)).collect()
    }

    /// What is not seen counts for nothing: neither is it added nor does it replace anything.
    fn told(self, scope: &Scope, movement_id: Uuid) -> HashMap<Uuid, Amounts> {
        let mut runs = self.furthest();
        runs.retain(|unit, _| scope.sees_in(movement_id, *unit, true));
        let mut amounts: HashMap<Uuid, Amounts> = runs.iter().map(|(unit, run)| (*unit, run.amounts)).collect();
        if self.latest {
            let last: HashMap<Uuid, NaiveDate> = runs.iter().map(|(unit, run)| (*unit, run.told)).collect();
            let heirs = |unit, told| heirs(&scope.organisation, scope.today, unit, told);
            amounts.retain(|unit, _| !climb::is_replaced(*unit, &last, heirs));
        }
        amounts
    }
}

/// Who took over, by today and directly or not, what a unit had when it told its last stock, and from when on: of one
/// that has ended everybody, of one that goes on those that a part of it went to after that.
fn heirs(organisation: &Organisation, today: NaiveDate, id: Uuid, told: NaiveDate) -> Vec<(Uuid, NaiveDate)> {
    let after = |unit: Uuid, since: Option<NaiveDate>| {
        let successors = organisation.unit(unit).into_iter().flat_map(|unit| &unit.successors);
        let due = move |day: NaiveDate| day <= today && since.is_none_or(|since| day >= since);
        successors.filter(move |s| due(s.effective_on)).map(|s| (s.unit_id, s.effective_on))
    };
    let goes_on = organisation.unit(id).is_some_and(|unit| !unit.ended_before(today));
    let mut seen = HashSet::from([id]);
    let mut found: Vec<_> = after(id, told.succ_opt().filter(|_| goes_on)).filter(|(to, _)| seen.insert(*to)).collect();
    let mut at = 0;
    while let Some((unit, since)) = found.get(at).copied() {
        found.extend(after(unit, Some(since)).filter(|(to, _)| seen.insert(*to)));
        at += 1;
    }
    found
}

/// The unit that counts on a day what another has: the one above it; of those that took over from one that has ended,
/// the first that did so when it ended, which carries single things on.
fn above(organisation: &Organisation, today: NaiveDate, id: Uuid) -> Option<Uuid> {
    let superiors: Vec<Uuid> = organisation.superiors(id, today).collect();
    let last_day = organisation.unit(id).filter(|unit| unit.ended_before(today)).and_then(|unit| unit.valid_to);
    let successors = organisation.unit(id).into_iter().flat_map(|unit| &unit.successors);
    let mut at_the_end = successors.filter(|s| last_day.is_some_and(|last| s.effective_on > last)).map(|s| s.unit_id);
    at_the_end.find(|heir| superiors.contains(heir)).or_else(|| superiors.first().copied())
}

/// For each of some units what it and everything below it have reported, ended units too. What a unit had that was
/// split counts for the first of those that took over.
pub fn upward(scope: &Scope, by_unit: &HashMap<Uuid, Amounts>, wanted: &HashSet<Uuid>) -> Reported {
    Reported::climbed(by_unit, wanted, |unit| above(&scope.organisation, scope.today, unit))
}
