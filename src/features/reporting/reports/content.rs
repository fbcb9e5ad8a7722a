//! What a report has to say: a value for every target of its plan, and in the last one a narrative.
use std::collections::{HashMap, HashSet};

use entity::{indicator, report, target};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{repo, rules::Asked};
use crate::{
    features::planning::{movements, plans},
    kernel::error::{Fault, FieldError, Result},
};

/// The targets of a report's plan, with what each asks for, in their order.
pub async fn asked(db: &impl ConnectionTrait, plan_id: Uuid) -> Result<Vec<(target::Model, Asked)>> {
    let targets = plans::repo::targets(db, plan_id).await?;
    let ids: HashSet<_> = targets.iter().filter_map(|target| target.indicator_id).collect();
    let mut indicators = HashMap::new();
    if !ids.is_empty() {
        let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
        indicators.extend(found.into_iter().map(|m| (m.id, m)));
    }
    let levels = plans::repo::levels(db, plan_id).await?;
    let with = |target: target::Model| {
        let indicator = target.indicator_id.and_then(|id| indicators.get(&id));
        let asked = Asked::of(indicator, &target).judged(levels.get(&target.id).copied());
        (target, asked)
    };
    Ok(targets.into_iter().map(with).collect())
}

/// A value, or a note, for every target; and in the final report the sections that a final review must state.
pub async fn missing(db: &impl ConnectionTrait, report: &report::Model) -> Result<Vec<FieldError>> {
    let values = repo::draft_values(db, report.id).await?;
    let mut missing = vec![];
    for (at, (target, _)) in asked(db, report.plan_id).await?.iter().enumerate() {
        if values.iter().all(|value| value.target_id != target.id) {
            missing.push(format!("/values/{at}"));
        }
    }
    let last = movements::repo::last_period(db, report.movement_id).await?;
    if last.is_some_and(|last| last.id == report.period_id) {
        let sections = [
            ("results", &report.narrative.results),
            ("limitations", &report.narrative.limitations),
            ("causes", &report.narrative.causes),
            ("lessons", &report.narrative.lessons),
        ];
        let empty = sections.iter().filter(|(_, text)| text.is_none());
        missing.extend(empty.map(|(name, _)| format!("/narrative/{name}")));
    }
    Ok(missing.into_iter().map(|pointer| FieldError { pointer, fault: Fault::Required }).collect())
}
