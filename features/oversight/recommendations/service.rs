//! What is done with recommendations: drafted, made and ended with their inspection, answered and judged one by one.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, reason::Reason, scope::Scope},
    store::{
        db::{Recorded, Uow, bulk},
        reminders::{self, Urged},
    },
};
use entity::{
    Authors,
    inspection::Model as Inspection,
    inspection_recommendation::{self, ActiveModel, Column, Entity, RecommendationStatus},
    paper_attachment::PaperType,
    reminder::ReminderResolution,
};
use planning::files::service::papers::{self, Holder};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{AnswerRecommendation, RecommendationInput, RecommendationWithActions},
    events::RecommendationEvent,
    repo,
    rules::RecommendationAction as Action,
    view,
};

/// What the conclusion of an inspection is to recommend, instead of what was drafted before.
pub async fn draft(uow: &Uow, inspection: &Inspection, inputs: &[RecommendationInput]) -> Result<()> {
    forget_drafts(uow, inspection.id).await?;
    let rows = inputs.iter().zip(1..).map(|(input, ordinal)| ActiveModel {
        id: Set(Uuid::now_v7()),
        inspection_id: Set(inspection.id),
        movement_id: Set(inspection.movement_id),
        inspecting_unit_id: Set(inspection.unit_id),
        owner_unit_id: Set(input.owner_unit_id),
        ordinal: Set(ordinal),
        text: Set(input.text.to_string()),
        due_on: Set(*input.due_on),
        status: Set(RecommendationStatus::Draft),
        answer: Set(None),
        answered_at: Set(None),
        settled_at: Set(None),
        reason: Set(None),
        authors: Set(Authors::default()),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    });
    bulk::insert(&uow.tx, rows.collect()).await
}

/// What was drafted is told to its owners with the conclusion.
pub async fn make(uow: &Uow, inspection_id: Uuid) -> Result<()> {
    for before in repo::of(&uow.tx, inspection_id).await? {
        let mut next = before.clone().into_active_model();
        next.status = Set(RecommendationStatus::Open);
        let after = save(uow, &before, next).await?;
        let (owner_unit_id, due_on) = (after.owner_unit_id, after.due_on);
        let event = RecommendationEvent::Made { inspection_id, owner_unit_id, due_on };
        uow.record_all(vec![event.of(&before, &after)]).await?;
    }
    Ok(())
}

/// The inspection was cancelled: what it recommended is dropped, what was drafted for it is gone.
pub async fn end(uow: &Uow, inspection_id: Uuid, reason: &str) -> Result<()> {
    forget_drafts(uow, inspection_id).await?;
    let unsettled = repo::unsettled(&uow.tx, inspection_id).await?;
    for before in repo::of(&uow.tx, inspection_id).await?.into_iter().filter(|m| unsettled.contains(&m.id)) {
        let mut next = before.clone().into_active_model();
        next.status = Set(RecommendationStatus::Dropped);
        next.settled_at = Set(Some(uow.now));
        next.reason = Set(Some(reason.to_owned()));
        let after = save(uow, &before, next).await?;
        uow.record_all(vec![RecommendationEvent::Dropped.of(&before, &after)]).await?;
    }
    Ok(())
}

async fn forget_drafts(uow: &Uow, inspection_id: Uuid) -> Result<()> {
    let drafts = Entity::delete_many().filter(Column::InspectionId.eq(inspection_id));
    drafts.filter(Column::Status.eq(RecommendationStatus::Draft)).exec(&uow.tx).await?;
    Ok(())
}

async fn save(
    uow: &Uow,
    before: &inspection_recommendation::Model,
    next: ActiveModel,
) -> Result<inspection_recommendation::Model> {
    let after = uow.save(next, before.id, before.version).await?;
    let ended = match after.status {
        RecommendationStatus::Draft | RecommendationStatus::Open => return Ok(after),
        RecommendationStatus::Answered | RecommendationStatus::Done => ReminderResolution::Arrived,
        RecommendationStatus::Dropped => ReminderResolution::Waived,
    };
    reminders::resolve(uow, Urged::recommendation(&[after.id]), ended).await?;
    Ok(after)
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (inspection_recommendation::Model, ActiveModel),
    event: RecommendationEvent,
) -> Result<Recorded<RecommendationWithActions>> {
    let after = save(uow, &before, next).await?;
    let change = event.of(&before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}

pub async fn answer(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AnswerRecommendation,
) -> Result<Recorded<RecommendationWithActions>> {
    let (before, step, _) = uow.begin(scope, id, if_match, Action::Answer).await?;
    let holder = Holder::of(scope, PaperType::Recommendation, id, before.owner_unit_id);
    papers::attach_all(uow, scope, &holder, &input.file_ids).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.answer = Set(Some(input.text.to_string()));
    next.answered_at = Set(Some(uow.now));
    next.reason = Set(None);
    next.authors = Set(before.authors.beside(scope.user_id));
    finish(uow, scope, (before, next), RecommendationEvent::Answered { files: input.file_ids.len() }).await
}

/// The answer stays to be read until the next one.
pub async fn give_back(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<RecommendationWithActions>> {
    let (before, step, _) = uow.begin(scope, id, if_match, Action::Return).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (before, next), RecommendationEvent::Returned).await
}

pub async fn check_off(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
) -> Result<Recorded<RecommendationWithActions>> {
    let (before, step, _) = uow.begin(scope, id, if_match, Action::CheckOff).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.settled_at = Set(Some(uow.now));
    finish(uow, scope, (before, next), RecommendationEvent::Done).await
}

pub async fn give_up(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<RecommendationWithActions>> {
    let (before, step, _) = uow.begin(scope, id, if_match, Action::Drop).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.settled_at = Set(Some(uow.now));
    next.reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (before, next), RecommendationEvent::Dropped).await
}
