//! What was consolidated from below, beside the unit's own figures. It is nobody's own figure: only those are in progress.
use entity::{report, report_value};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::{
    features::reporting::reports::{
        content,
        dto::ReportView,
        events::ReportEvent,
        repo::{self, Text},
        rules::{Asked, ReportAction},
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow, bulk},
        figures::Amounts,
    },
};

/// A consolidation that is put into the report of its unit for its period.
pub struct Below {
    pub consolidation_id: Uuid,
    pub content_digest: String,
    pub unit_id: Uuid,
    pub period_id: Uuid,
    /// By indicator.
    pub figures: Vec<(Uuid, Amounts)>,
}

/// Each figure goes to the first value on its indicator: those that can be added to the unit's own.
pub async fn use_below(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    below: &Below,
) -> Result<Recorded<ReportView>> {
    let (report, ..) = uow.begin::<report::Model>(scope, id, if_match, ReportAction::Update).await?;
    if (report.unit_id, report.period_id) != (below.unit_id, below.period_id) {
        return Err(Error::field("/consolidation_id", Fault::NotAllowed));
    }
    let before = repo::draft_values(&uow.tx, id).await?;
    let asked = content::asked(&uow.tx, report.plan_id).await?;
    let mut after: Vec<_> = before.iter().map(|value| with(value, Amounts::default())).collect();
    let mut missing = vec![];
    for (indicator, amounts) in &below.figures {
        let on = |asks: &Asked| asks.is_additive();
        let place = asked.iter().position(|(target, asks)| target.indicator_id == Some(*indicator) && on(asks));
        let Some((target, _)) = place.and_then(|at| asked.get(at)) else { continue };
        match after.iter_mut().find(|value| value.target_id == target.id) {
            Some(value) => *value = with(value, *amounts),
            // The own figure is said first, or why there is none.
            None => missing.push(format!("/values/{}", place.unwrap_or_default())),
        }
    }
    if !missing.is_empty() {
        let fields = missing.into_iter().map(|pointer| FieldError { pointer, fault: Fault::Required }).collect();
        return Err(Error::fields(Code::IncompleteContent, fields));
    }
    let changed = after.iter().filter(|value| !before.contains(value)).cloned();
    let changed: Vec<report_value::ActiveModel> = changed.map(|value| value.into_active_model().reset_all()).collect();
    bulk::put(&uow.tx, changed).await?;
    let mut next = report.clone().into_active_model();
    next.consolidation_id = Set(Some(below.consolidation_id));
    next.consolidation_digest = Set(Some(below.content_digest.clone()));
    next.authors = Set(report.authors.with(scope.user_id));
    let (consolidation_id, content_digest) = (below.consolidation_id, below.content_digest.clone());
    finish(
        uow,
        scope,
        (&report, next),
        Text::written(after),
        ReportEvent::ConsolidationUsed { consolidation_id, content_digest },
    )
    .await
}

fn with(value: &report_value::Model, below: Amounts) -> report_value::Model {
    report_value::Model {
        below_value: below.value,
        below_numerator: below.numerator,
        below_denominator: below.denominator,
        ..value.clone()
    }
}
