//! What is done with consolidations: made, made anew, issued, and taken into the unit's own report.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
        transition,
    },
    store::{
        db::{Recorded, Uow},
        figures::Amounts,
    },
};
use entity::{
    Authors,
    consolidation::{self, ConsolidationStatus},
};
use planning::movements;
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    cache::Cache,
    compute,
    dto::{ConsolidationView, CreateConsolidation, IssueConsolidation, UseConsolidation},
    events::ConsolidationEvent,
    repo,
    rules::ConsolidationAction,
    view,
};
use crate::reports::{
    dto::ReportView,
    service::{Below, use_below},
    sources::{self, Of},
};

pub async fn create(
    uow: &Uow,
    scope: &Scope,
    cache: &Cache,
    input: &CreateConsolidation,
) -> Result<Recorded<ConsolidationView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    scope.require_at(input.unit_id)?;
    let period = movements::repo::period(&uow.tx, input.period_id).await?;
    let period = period.filter(|period| period.movement_id == movement.id);
    let period = period.ok_or_else(|| Error::field("/period_id", Fault::NotFound))?;
    let of = Of { movement_id: movement.id, period_id: period.id, unit_id: input.unit_id };
    let before = repo::made(&uow.tx, of).await?;
    if before.iter().any(|(status, _)| *status == ConsolidationStatus::Draft) {
        return Err(Error::with(Code::Conflict, "draft"));
    }
    let added = cache.made(uow, scope, of).await?;
    if added.content.sources.is_empty() {
        return Err(Error::field("/unit_id", Fault::NotAllowed));
    }
    let version_no = before.iter().map(|(_, version_no)| *version_no).max().map_or(1, |last| last + 1);
    let made = consolidation::Model {
        id: Uuid::now_v7(),
        movement_id: movement.id,
        period_id: period.id,
        period_code: period.code.clone(),
        data_from: period.data_from,
        data_to: period.data_to,
        unit_id: input.unit_id,
        unit_name: uow.organisation().name(input.unit_id, uow.today()).to_owned(),
        version_no,
        status: ConsolidationStatus::Draft,
        content: added.text.clone(),
        content_digest: added.digest.clone(),
        issued_at: None,
        authors: Authors::of(scope.user_id),
        version: 1,
        created_at: uow.now,
        updated_at: uow.now,
    };
    // Its content is long, and need not come back.
    consolidation::Entity::insert(made.clone().into_active_model()).exec_without_returning(&uow.tx).await?;
    let (movement_id, period_code, content_digest) = (movement.id, period.code, added.digest.clone());
    let event = ConsolidationEvent::Created { movement_id, period_code, version_no, content_digest };
    uow.record(event.of(&made), view::just_made(scope, made, added.content.clone())).await
}

/// Adds up what there is now.
pub async fn refresh(
    uow: &Uow,
    scope: &Scope,
    cache: &Cache,
    id: Uuid,
    if_match: IfMatch,
) -> Result<Recorded<ConsolidationView>> {
    let (before, ..) = uow.begin(scope, id, if_match, ConsolidationAction::Refresh).await?;
    let added = cache.made(uow, scope, (&before).into()).await?;
    let mut next = before.clone().into_active_model();
    next.content = Set(added.text.clone());
    next.content_digest = Set(added.digest.clone());
    next.authors = Set(before.authors.with(scope.user_id));
    let after = uow.save(next, before.id, before.version).await?;
    let event = ConsolidationEvent::Refreshed { content_digest: added.digest.clone() };
    uow.record(event.of(&after), view::just_made(scope, after, added.content.clone())).await
}

/// What was read, and no other; the version before it has had its day.
pub async fn issue(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &IssueConsolidation,
) -> Result<Recorded<ConsolidationView>> {
    let (before, ..) = uow.begin(scope, id, if_match, ConsolidationAction::Issue).await?;
    if before.content_digest != *input.content_digest {
        return Err(Error::with(Code::DigestMismatch, before.content_digest));
    }
    let version_no = before.version_no;
    for last in repo::versions(&uow.tx, (&before).into()).await? {
        if last.status == ConsolidationStatus::Issued {
            let mut over = last.clone().into_active_model();
            over.status = Set(ConsolidationStatus::Superseded);
            let over = uow.save(over, last.id, last.version).await?;
            uow.record_all(vec![ConsolidationEvent::Superseded { by: version_no }.of(&over)]).await?;
        }
    }
    let mut next = before.clone().into_active_model();
    next.status = Set(ConsolidationStatus::Issued);
    next.issued_at = Set(Some(uow.now));
    next.authors = Set(before.authors.signed());
    let after = uow.save(next, before.id, before.version).await?;
    let event = ConsolidationEvent::Issued { version_no, content_digest: after.content_digest.clone() };
    uow.record(event.of(&after), view::whole(&uow.tx, scope, after).await?).await
}

/// Its figures into the report of the same unit and period.
pub async fn take(
    uow: &Uow,
    scope: &Scope,
    report_id: Uuid,
    if_match: IfMatch,
    input: &UseConsolidation,
) -> Result<Recorded<ReportView>> {
    let found = repo::get(&uow.tx, scope, input.consolidation_id).await;
    let found = found.map_err(|e| e.named_at("/consolidation_id"))?;
    let content = compute::read(&found)?;
    let figure = |figure: &super::dto::ConsolidatedFigure| {
        let (value, numerator, denominator) = (figure.value, figure.numerator, figure.denominator);
        (figure.indicator_id, figure.indicator_code.clone(), Amounts { value, numerator, denominator })
    };
    let below = Below {
        consolidation_id: found.id,
        content_digest: found.content_digest.clone(),
        unit_id: found.unit_id,
        period_id: found.period_id,
        figures: content.figures.iter().map(figure).collect(),
    };
    let taken = use_below(uow, scope, report_id, if_match, &below).await?;
    if found.status != ConsolidationStatus::Issued {
        return Err(transition::refused::<ConsolidationAction>(found.status));
    }
    if found.content_digest != *input.content_digest {
        return Err(Error::with(Code::DigestMismatch, found.content_digest));
    }
    let changed = sources::since(&uow.tx, scope, &found).await?.len();
    if changed > 0 {
        return Err(Error::with(Code::StaleSources, changed.to_string()));
    }
    Ok(taken)
}
