//! What a report has to say: a value for every target of its plan, and the sections that its template asks for.
use base::{
    kernel::error::{Fault, FieldError, Result},
    store::db::Conn,
};
use entity::{Narrative, ReportTemplate, report, report_value};
use planning::{movements, plans::repo::measured};
use uuid::Uuid;

use super::{catalogue, rules::Asked};

/// The targets of a report's plan, in their order.
pub async fn asked(db: &Conn, plan_id: Uuid) -> Result<Vec<Asked>> {
    Ok(measured(db, plan_id).await?.into_iter().map(Asked::of).collect())
}

/// A value, or a note, for every target; and the sections that the template of the period asks for.
pub async fn missing(
    db: &Conn,
    report: &report::Model,
    asked: &[Asked],
    values: &[report_value::Model],
) -> Result<Vec<FieldError>> {
    let mut missing = vec![];
    for (at, asks) in asked.iter().enumerate() {
        if values.iter().all(|value| value.target_id != asks.target_id) {
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
