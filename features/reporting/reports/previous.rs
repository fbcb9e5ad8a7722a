//! What was reported for the period before: offered to whoever writes, and what plausibility is held against.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, figures::Amounts},
};
use entity::{
    Quantity, period, report,
    report_value::{self, ValueQuality},
};
use planning::{movements, plans};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{checks::amounts, rules::Asked};

/// By the targets of the plan that the report answers: what its own unit reported or, where it is new, whom it took over
/// from.
#[derive(Default)]
pub struct Previous {
    pub period: Option<period::Model>,
    pub values: HashMap<Uuid, Vec<Told>>,
}

impl Previous {
    /// As one, where several predecessors reported.
    pub fn sum(&self, target_id: Uuid) -> Option<Amounts> {
        let values = self.values.get(&target_id)?;
        let sum = |amount: fn(&report_value::Model) -> Option<Quantity>| {
            let sum =
                values.iter().map(|told| &told.value).filter_map(amount).map(|q| i128::from(q.0)).reduce(|a, b| a + b);
            sum.and_then(Quantity::fitting)
        };
        match values.as_slice() {
            [] => None,
            [only] => Some(amounts(&only.value)),
            _ => Some(Amounts {
                value: sum(|m| m.value),
                numerator: sum(|m| m.numerator),
                denominator: sum(|m| m.denominator),
            }),
        }
    }
}

pub async fn load(db: &Conn, scope: &Scope, report: &report::Model, asked: &[Asked]) -> Result<Previous> {
    let before = movements::repo::period_before(db, report.period_id).await?;
    let Some(period) = before else { return Ok(Previous::default()) };
    let mut units = scope.organisation.predecessors(report.unit_id, scope.today);
    units.push(report.unit_id);
    let told = reported(db, &period, units).await?;
    let mut known: Vec<Uuid> = told.iter().map(|told| told.value.target_id).collect();
    known.extend(asked.iter().flat_map(|asks| asks.inherits_from.0.iter().copied()));
    let roots = plans::repo::roots_of(db, &known).await?;
    let of = |asks: &Asked| (asks.target_id, told_of(asks, report.unit_id, &told, &roots));
    Ok(Previous { period: Some(period), values: asked.iter().map(of).collect() })
}

/// A value with the unit that reported it.
#[derive(Clone, FromQueryResult)]
pub struct Told {
    pub unit_id: Uuid,
    #[sea_orm(nested)]
    pub value: report_value::Model,
}

/// What counts of these units for a period.
async fn reported(db: &Conn, period: &period::Model, units: Vec<Uuid>) -> Result<Vec<Told>> {
    use report_value::{Column, Entity};
    let found = Entity::find()
        .column(report::Column::UnitId)
        .join(JoinType::InnerJoin, report_value::of_report())
        .filter(report::Column::UnitId.is_in(units))
        .filter(report::Column::PeriodId.eq(period.id))
        .filter(Column::Quality.is_in([ValueQuality::Accepted, ValueQuality::Submitted]));
    Ok(found.order_by_asc(Column::ReportId).order_by_asc(Column::Ordinal).into_model().all(db).await?)
}

/// What was reported on a target, in whatever version of the plan; of predecessors what it restates, or on its indicator.
fn told_of(target: &Asked, unit_id: Uuid, told: &[Told], roots: &HashMap<Uuid, Uuid>) -> Vec<Told> {
    let root = |id: &Uuid| roots.get(id).copied().unwrap_or(*id);
    let own = |told: &&Told| told.unit_id == unit_id && root(&told.value.target_id) == target.root_id;
    let found: Vec<_> = told.iter().filter(own).cloned().collect();
    if !found.is_empty() {
        return found;
    }
    let restated: Vec<Uuid> = target.inherits_from.0.iter().map(root).collect();
    let inherited = |told: &&Told| {
        let alike = target.indicator_id.is_some() && told.value.indicator_id == target.indicator_id;
        told.unit_id != unit_id && (alike || restated.contains(&root(&told.value.target_id)))
    };
    told.iter().filter(inherited).cloned().collect()
}
