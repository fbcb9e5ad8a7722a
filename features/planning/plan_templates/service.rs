//! What is done with templates: drafted by who prepares a movement, published and withdrawn by who decides it.
use base::{
    http::etag::IfMatch,
    kernel::{
        digest,
        error::{Error, Result},
        policy::Permission,
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::canonical,
    },
};
use entity::{
    Authors, movement,
    plan_template::{self, TemplateStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{CreatePlanTemplate, PlanTemplateView, UpdatePlanTemplate},
    events::{PlanTemplateEvent, changed},
    paper::check,
    repo::{self, Found},
    rules::{TemplateAction, may_prepare},
    view,
};
use crate::{
    movements::{self, preparer, rules::not_open},
    plans::dto::Content,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreatePlanTemplate) -> Result<Recorded<PlanTemplateView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    if !scope.holds_for(Permission::MovementsWrite, preparer(scope, movement.launched_by_unit_id)) {
        return Err(scope.forbidden());
    }
    let content = input.content();
    if !may_prepare(movement.status) {
        return Err(not_open(&movement));
    }
    check(&uow.tx, &movement, input.unit_kind, &content).await?;
    let model = plan_template::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(movement.id),
        unit_kind: Set(input.unit_kind),
        title: Set(input.title.to_string()),
        introduction: Set(input.introduction.as_deref().map(str::to_owned)),
        content: Set(stored(&content)?),
        status: Set(TemplateStatus::Draft),
        authors: Set(Authors::of(scope.user_id)),
        published_at: Set(None),
        end_reason: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let template = plan_template::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    let event = PlanTemplateEvent::Created { movement_id: movement.id, unit_kind: input.unit_kind };
    let change = event.of(&template, movement.launched_by_unit_id);
    uow.record(change, view::whole(&uow.tx, scope, Found { template, movement }).await?).await
}

fn stored(content: &Content) -> Result<String> {
    serde_json::to_string(content).map_err(Error::internal)
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdatePlanTemplate,
) -> Result<Recorded<PlanTemplateView>> {
    let (found, ..) = uow.begin(scope, id, if_match, TemplateAction::Update).await?;
    let content = input.over(view::content(&found.template)?);
    check(&uow.tx, &found.movement, found.template.unit_kind, &content).await?;
    let mut next = found.template.clone().into_active_model();
    if let Some(title) = &input.title {
        next.title = Set(title.to_string());
    }
    if let Some(introduction) = &input.introduction {
        next.introduction = Set(introduction.as_deref().map(str::to_owned));
    }
    next.content = Set(stored(&content)?);
    next.authors = Set(found.template.authors.with(scope.user_id));
    finish(uow, scope, found, next, PlanTemplateEvent::Updated).await
}

/// The one published before for such units is withdrawn with it.
pub async fn publish(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<PlanTemplateView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, TemplateAction::Publish).await?;
    let Found { template, movement } = &found;
    let before = repo::published(&uow.tx, movement.id, template.unit_kind).await?;
    if let Some(before) = &before {
        replace(uow, movement, before, id).await?;
    }
    let mut next = template.clone().into_active_model();
    next.status = Set(step.to);
    next.published_at = Set(Some(uow.now));
    next.authors = Set(template.authors.signed());
    let content_digest = digest::sha256_hex(canonical(&view::content(template)?)?.as_bytes());
    let replaces = before.map(|template| template.id);
    finish(uow, scope, found, next, PlanTemplateEvent::Published { replaces, content_digest }).await
}

async fn replace(uow: &Uow, movement: &movement::Model, before: &plan_template::Model, by: Uuid) -> Result<()> {
    let mut next = before.clone().into_active_model();
    next.status = Set(TemplateStatus::Withdrawn);
    let after = uow.save(next, before.id, before.version).await?;
    let event = PlanTemplateEvent::Withdrawn { replaced_by: Some(by) };
    let change = event.of(&after, movement.launched_by_unit_id).changed(changed(before, &after));
    uow.record(change, ()).await.map(Recorded::into_inner)
}

pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<PlanTemplateView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, TemplateAction::Withdraw).await?;
    let mut next = found.template.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, found, next, PlanTemplateEvent::Withdrawn { replaced_by: None }).await
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    Found { template: before, movement }: Found,
    next: plan_template::ActiveModel,
    event: PlanTemplateEvent,
) -> Result<Recorded<PlanTemplateView>> {
    let template = uow.save(next, before.id, before.version).await?;
    let change = event.of(&template, movement.launched_by_unit_id).changed(changed(&before, &template));
    uow.record(change, view::whole(&uow.tx, scope, Found { template, movement }).await?).await
}
