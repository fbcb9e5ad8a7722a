//! What a report has to say: a value for every target of its plan, and the sections that its template asks for.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::error::{Fault, FieldError, Result},
    store::db::Conn,
};
use entity::{Narrative, ReportTemplate, indicator, report, report_value, target};
use planning::{movements, plans};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{catalogue, rules::Asked};

/// The targets of a report's plan, with what each asks for, in their order.
pub async fn asked(db: &Conn, plan_id: Uuid) -> Result<Vec<(target::Model, Asked)>> {
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

/// A value, or a note, for every target; and the sections that the template of the period asks for.
pub async fn missing(
    db: &Conn,
    report: &report::Model,
    asked: &[(target::Model, Asked)],
    values: &[report_value::Model],
) -> Result<Vec<FieldError>> {
    let mut missing = vec![];
    for (at, (target, _)) in asked.iter().enumerate() {
        if values.iter().all(|value| value.target_id != target.id) {
            missing.push(format!("/values/{at}"));
        }
    }
    let template = template(db, report).await?;
    let required = catalogue::sections().iter().filter(|row| row.template == template).map(|row| row.section.as_str());
    let empty = required.filter(|section| section_of(&report.narrative, section).is_none());
    missing.extend(empty.map(|section| format!("/narrative/{section}")));
    Ok(missing.into_iter().map(|pointer| FieldError { pointer, fault: Fault::Required }).collect())
}

/// The last period of a movement asks for its final review.
async fn template(db: &Conn, report: &report::Model) -> Result<ReportTemplate> {
    let last = movements::repo::last_period(db, report.movement_id).await?;
    if last.is_some_and(|last| last.id == report.period_id) {
        return Ok(ReportTemplate::FinalReview);
    }
    let period = movements::repo::period(db, report.period_id).await?;
    Ok(period.map(|period| period.template).unwrap_or_default())
}

fn section_of<'a>(narrative: &'a Narrative, section: &str) -> Option<&'a String> {
    let text = match section {
        "results" => &narrative.results,
        "limitations" => &narrative.limitations,
        "causes" => &narrative.causes,
        "lessons" => &narrative.lessons,
        _ => &narrative.proposals,
    };
    text.as_ref()
}
