//! How plans and targets look to clients.
use std::collections::HashMap;

use base::{
    kernel::{
        error::Result,
        percent::{self, Fraction},
        scope::Scope,
        transition::Case,
    },
    store::{
        db::{Conn, Recorded, Uow},
        document::DocumentView,
        figures::{Amounts, Current},
    },
};
use entity::{
    Quantity,
    indicator::{self, Aggregation},
    measure, plan, supplement_request, target, task,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    content::{Ids, Parts},
    details::Details,
    diff::{self, Keyed},
    dto::{
        GapWaiver, IndicatorRef, MeasureView, Part, PlanDiff, PlanSummary, PlanView, ReplyView, SupplementRequestView,
        TargetView, TaskView,
    },
    reached::{self, Reached},
    repo,
    rules::PlanAction,
};

/// A plan with its parts.
pub async fn whole(figures: Current<'_>, db: &Conn, scope: &Scope, plan: plan::Model) -> Result<PlanView> {
    let actions = Case::<PlanAction>::foretell(&plan, db, scope).await?;
    Ok(PlanView {
        tasks: repo::tasks(db, plan.id).await?.into_iter().map(TaskView::from).collect(),
        measures: repo::measures(db, plan.id).await?.into_iter().map(MeasureView::from).collect(),
        targets: targets_of_plan(figures, db, &plan).await?,
        supplement_requests: supplement_requests(db, scope, plan.id).await?,
        actions,
        summary: summary(scope, plan),
    })
}

/// The requests to add to a plan, oldest first, each with its thread.
pub async fn supplement_requests(db: &Conn, scope: &Scope, plan_id: Uuid) -> Result<Vec<SupplementRequestView>> {
    let requests = repo::supplement_requests(db, plan_id).await?;
    let mut replies: HashMap<Uuid, Vec<ReplyView>> = HashMap::new();
    for reply in repo::supplement_replies(db, &requests).await? {
        let view = ReplyView { id: reply.id, unit_id: reply.unit_id, text: reply.text, created_at: reply.created_at };
        replies.entry(reply.request_id).or_default().push(view);
    }
    let view = |m: supplement_request::Model| SupplementRequestView {
        id: m.id,
        requesting_unit_id: m.requesting_unit_id,
        reason: m.reason,
        due_on: m.due_on,
        closes_at: scope.closes_at(m.due_on),
        overdue: m.resolved_at.is_none() && scope.is_over(m.due_on),
        seen_digest: m.seen_digest,
        created_at: m.created_at,
        replies: replies.remove(&m.id).unwrap_or_default(),
        resolution: m.resolution,
        resolution_note: m.resolution_note,
        resolved_at: m.resolved_at,
        resolved_by_plan_id: m.resolved_by_plan_id,
    };
    Ok(requests.into_iter().map(view).collect())
}

/// The answer to a command: the plan as it is now.
pub async fn answer(
    figures: Current<'_>,
    uow: &Uow,
    scope: &Scope,
    done: Recorded<plan::Model>,
) -> Result<Recorded<PlanView>> {
    done.then(async |plan| whole(figures, &uow.tx, scope, plan).await).await
}

/// The targets of a plan with what hangs on them.
pub async fn targets_of_plan(figures: Current<'_>, db: &Conn, plan: &plan::Model) -> Result<Vec<TargetView>> {
    let rows = repo::targets(db, plan.id).await?;
    let reached = reached::on_plan(figures, plan, &rows)?;
    views(db, rows, &reached).await
}

/// Targets of any plans with what hangs on them.
pub async fn targets_of(figures: Current<'_>, db: &Conn, rows: Vec<target::Model>) -> Result<Vec<TargetView>> {
    let reached = reached::on(figures, db, &rows).await?;
    views(db, rows, &reached).await
}

async fn views(db: &Conn, rows: Vec<target::Model>, reached: &HashMap<Uuid, Reached>) -> Result<Vec<TargetView>> {
    let mut details = Details::of(db, &rows).await?;
    let view = |target: target::Model| {
        let reached = reached.get(&target.id).copied().unwrap_or_default();
        target_view(target, reached, &mut details)
    };
    Ok(rows.into_iter().map(view).collect())
}

fn target_view(m: target::Model, reached: Reached, details: &mut Details) -> TargetView {
    let indicator = details.indicator(&m).map(IndicatorRef::from);
    let levels = details.levels.remove(&m.id).unwrap_or_default();
    let by_indicator = indicator.as_ref().map(|indicator| indicator.aggregation);
    TargetView {
        aggregation: by_indicator.or(m.aggregation).unwrap_or(Aggregation::Sum),
        // Levels are an order, not an amount.
        progress_percent: if levels.is_empty() { progress_percent(&m, reached.amounts) } else { None },
        gap_waiver: gap_waiver(&m),
        indicator,
        levels,
        milestones: details.milestones.remove(&m.id).into_iter().flatten().map(Into::into).collect(),
        bands: details.bands.remove(&m.id).into_iter().flatten().map(Into::into).collect(),
        id: m.id,
        plan_id: m.plan_id,
        task_id: m.task_id,
        root_id: m.root_id,
        origins: details.origins_of(&m.inherits_from),
        allocation_id: m.allocation_id,
        ordinal: m.ordinal,
        title: m.title,
        unit_of_measure: m.unit_of_measure,
        comparator: m.comparator,
        baseline: m.baseline,
        target_value: m.target_value,
        numerator: m.numerator,
        denominator: m.denominator,
        due_on: m.due_on,
        responsible_unit_id: m.responsible_unit_id,
        responsible_person: m.responsible_person,
        pilot_site: m.pilot_site,
        current_value: reached.amounts.value,
        current_numerator: reached.amounts.numerator,
        current_denominator: reached.amounts.denominator,
        current_overflow: reached.overflow,
    }
}

/// That part of a target may stay with nobody, if somebody said why.
pub fn gap_waiver(target: &target::Model) -> Option<GapWaiver> {
    let reason = target.gap_reason.clone()?;
    let (waived_by, waived_at) = (target.gap_waived_by, target.gap_waived_at);
    Some(GapWaiver { reason, gap: target.gap_waived, waived_by, waived_at })
}

/// What differs between two versions.
pub async fn diff(db: &Conn, from: &plan::Model, to: &plan::Model) -> Result<PlanDiff> {
    let (before, after) = (keyed(db, from).await?, keyed(db, to).await?);
    Ok(PlanDiff { from: Some(from.version_no), to: to.version_no, changes: diff::diff(&before, &after) })
}

/// The plan itself and its parts, by their roots.
async fn keyed(db: &Conn, plan: &plan::Model) -> Result<Vec<Keyed>> {
    let mut members = serde_json::Map::new();
    members.insert("starts_on".to_owned(), json!(plan.starts_on));
    members.insert("full_allocation".to_owned(), json!(plan.full_allocation));
    let title = plan.unit_name.clone();
    let itself = Keyed { part: Part::Plan, key: String::new(), root_id: None, title, members };
    let content = Parts::of(db, plan.id).await?.content(Ids::Root);
    Ok(std::iter::once(itself).chain(diff::keyed_by_root(&content)).collect())
}

/// How far a target was met, by its comparator. Null where nothing can be said.
fn progress_percent(target: &target::Model, reached: Amounts) -> Option<Quantity> {
    let aimed = Fraction::of(target.target_value, target.numerator, target.denominator)?;
    let reached = Fraction::of(reached.value, reached.numerator, reached.denominator)?;
    percent::attainment(target.comparator, aimed, reached)
}

pub fn summary(scope: &Scope, m: plan::Model) -> PlanSummary {
    let document = DocumentView::of(m.document_number, m.document_issued_on, m.signature);
    PlanSummary {
        id: m.id,
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        root_id: m.root_id,
        version_no: m.version_no,
        status: m.status,
        starts_on: m.starts_on,
        full_allocation: m.full_allocation,
        template_id: m.template_id,
        copied_from_plan_id: m.copied_from,
        document,
        annex_no: m.annex_no,
        content_digest: m.content_digest,
        receiver_unit_id: m.receiver_unit_id,
        received_by_unit_id: m.receiver_unit_id.filter(|_| m.received_at.is_some()),
        sent_at: m.sent_at,
        received_at: m.received_at,
        received_digest: m.received_digest,
        return_reason: m.return_reason,
        end_reason: m.end_reason,
        updated_at: m.updated_at,
        version: m.version,
        via: scope.via(m.unit_id),
    }
}

impl From<task::Model> for TaskView {
    fn from(m: task::Model) -> Self {
        Self {
            id: m.id,
            root_id: m.root_id,
            ordinal: m.ordinal,
            code: m.code,
            title: m.title,
            no_target_reason: m.no_target_reason,
            responsible_unit_id: m.responsible_unit_id,
            responsible_person: m.responsible_person,
            due_on: m.due_on,
            pilot_site: m.pilot_site,
        }
    }
}

impl From<measure::Model> for MeasureView {
    fn from(m: measure::Model) -> Self {
        Self {
            id: m.id,
            root_id: m.root_id,
            task_id: m.task_id,
            ordinal: m.ordinal,
            title: m.title,
            responsible_unit_id: m.responsible_unit_id,
            responsible_person: m.responsible_person,
            due_on: m.due_on,
            pilot_site: m.pilot_site,
        }
    }
}

impl From<&indicator::Model> for IndicatorRef {
    fn from(m: &indicator::Model) -> Self {
        Self {
            id: m.id,
            code: m.code.clone(),
            name: m.name.clone(),
            unit_of_measure: m.unit_of_measure.clone(),
            aggregation: m.aggregation,
        }
    }
}
