//! What was consolidated from below, beside the unit's own figures. It is nobody's own figure: only those are in progress.
use base::{
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
use entity::{report::LeftOut, report_value};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::reports::{
    content,
    dto::ReportView,
    events::ReportEvent,
    repo::{self, Text},
    rules::{Asked, ReportAction},
};

/// A consolidation that is put into the report of its unit for its period.
pub struct Below {
    pub consolidation_id: Uuid,
    pub content_digest: String,
    pub unit_id: Uuid,
    pub period_id: Uuid,
    /// By indicator and its code.
    pub figures: Vec<(Uuid, String, Amounts)>,
}

/// What the plan has no target for is named on the report: it goes up in no value.
pub async fn use_below(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    below: &Below,
) -> Result<Recorded<ReportView>> {
    let (report, ..) = uow.begin(scope, id, if_match, ReportAction::Update).await?;
    if (report.unit_id, report.period_id) != (below.unit_id, below.period_id) {
        return Err(Error::field("/consolidation_id", Fault::NotAllowed));
    }
    let before = repo::draft_values(&uow.tx, id).await?;
    let asked = content::asked(&uow.tx, report.plan_id).await?;
    let (after, left_out) = placed(&before, &asked, &below.figures)?;
    let changed = after.iter().filter(|value| !before.contains(value)).cloned();
    let changed: Vec<report_value::ActiveModel> = changed.map(|value| value.into_active_model().reset_all()).collect();
    bulk::put(&uow.tx, changed).await?;
    let mut next = report.clone().into_active_model();
    next.consolidation_id = Set(Some(below.consolidation_id));
    next.consolidation_digest = Set(Some(below.content_digest.clone()));
    next.consolidation_left_out = Set(left_out);
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

/// Each figure goes to the first value on its indicator: those that can be added to the unit's own. With them what has no
/// target at all.
fn placed(
    before: &[report_value::Model],
    asked: &[Asked],
    figures: &[(Uuid, String, Amounts)],
) -> Result<(Vec<report_value::Model>, LeftOut)> {
    let mut after: Vec<_> = before.iter().map(|value| with(value, Amounts::default())).collect();
    let (mut missing, mut left_out) = (vec![], vec![]);
    for (indicator, code, amounts) in figures {
        let on = |asks: &Asked| asks.indicator_id == Some(*indicator);
        let place = asked.iter().position(|asks| on(asks) && asks.is_additive());
        let Some(asks) = place.and_then(|at| asked.get(at)) else {
            if amounts.is_reported() && !asked.iter().any(on) {
                left_out.push(code.clone());
            }
            continue;
        };
        match after.iter_mut().find(|value| value.target_id == asks.target_id) {
            Some(value) => *value = with(value, *amounts),
            // The own figure is said first, or why there is none.
            None => missing.push(format!("/values/{}", place.unwrap_or_default())),
        }
    }
    if !missing.is_empty() {
        let fields = missing.into_iter().map(|pointer| FieldError { pointer, fault: Fault::Required }).collect();
        return Err(Error::fields(Code::IncompleteContent, fields));
    }
    Ok((after, LeftOut(left_out)))
}

fn with(value: &report_value::Model, below: Amounts) -> report_value::Model {
    report_value::Model {
        below_value: below.value,
        below_numerator: below.numerator,
        below_denominator: below.denominator,
        ..value.clone()
    }
}
