//! What was reported for the period before: offered to whoever writes, and what plausibility is held against.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, figures::Amounts},
};
use entity::{
    Quantity, period, report,
    report_value::{self, ValueQuality},
    target,
};
use planning::{movements, plans};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{checks::amounts, rules::Asked};

/// By the targets of the plan that the report answers: what its own unit reported or, where it is new, whom it took over
/// from.
#[derive(Default)]
pub struct Previous {
    pub period: Option<period::Model>,
    pub values: HashMap<Uuid, Vec<report_value::Model>>,
}

impl Previous {
    /// As one, where several predecessors reported.
    pub fn sum(&self, target_id: Uuid) -> Option<Amounts> {
        let values = self.values.get(&target_id)?;
        let sum = |amount: fn(&report_value::Model) -> Option<Quantity>| {
            let sum = values.iter().filter_map(amount).map(|q| i128::from(q.0)).reduce(|a, b| a + b);
            sum.and_then(Quantity::fitting)
        };
        match values.as_slice() {
            [] => None,
            [only] => Some(amounts(only)),
            _ => Some(Amounts {
                value: sum(|m| m.value),
                numerator: sum(|m| m.numerator),
                denominator: sum(|m| m.denominator),
            }),
        }
    }
}

pub async fn load(
    db: &Conn,
    scope: &Scope,
    report: &report::Model,
    asked: &[(target::Model, Asked)],
) -> Result<Previous> {
    let before = movements::repo::period_before(db, report.period_id).await?;
    let Some(period) = before else { return Ok(Previous::default()) };
    let mut units = scope.organisation.predecessors(report.unit_id, scope.today);
    units.push(report.unit_id);
    let values = reported(db, &period, units).await?;
    let mut known: Vec<Uuid> = values.iter().map(|value| value.target_id).collect();
    known.extend(asked.iter().flat_map(|(target, _)| target.inherits_from.0.iter().copied()));
    let roots = plans::repo::roots_of(db, &known).await?;
    let of = |target: &target::Model| (target.id, told_of(target, report.unit_id, &values, &roots));
    Ok(Previous { period: Some(period), values: asked.iter().map(|(target, _)| of(target)).collect() })
}

/// What counts of these units for a period.
async fn reported(db: &Conn, period: &period::Model, units: Vec<Uuid>) -> Result<Vec<report_value::Model>> {
    use report_value::{Column, Entity};
    let found = Entity::find()
        .filter(Column::UnitId.is_in(units))
        .filter(Column::MovementId.eq(period.movement_id))
        .filter(Column::PeriodId.eq(period.id))
        .filter(Column::Quality.is_in([ValueQuality::Accepted, ValueQuality::Submitted]));
    Ok(found.order_by_asc(Column::Id).all(db).await?)
}

/// What was reported on a target, in whatever version of the plan; of predecessors what it restates, or on its indicator.
fn told_of(
    target: &target::Model,
    unit_id: Uuid,
    values: &[report_value::Model],
    roots: &HashMap<Uuid, Uuid>,
) -> Vec<report_value::Model> {
    let root = |id: &Uuid| roots.get(id).copied().unwrap_or(*id);
    let own = |value: &&report_value::Model| value.unit_id == unit_id && root(&value.target_id) == target.root_id;
    let found: Vec<_> = values.iter().filter(own).cloned().collect();
    if !found.is_empty() {
        return found;
    }
    let restated: Vec<Uuid> = target.inherits_from.0.iter().map(root).collect();
    let inherited = |value: &&report_value::Model| {
        let alike = target.indicator_id.is_some() && value.indicator_id == target.indicator_id;
        value.unit_id != unit_id && (alike || restated.contains(&root(&value.target_id)))
    };
    values.iter().filter(inherited).cloned().collect()
}
