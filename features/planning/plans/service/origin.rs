//! What a draft begins with: nothing, a template, or another plan.
use base::{
    kernel::{
        error::{Error, Fault, Result},
        organisation::Unit,
        scope::Scope,
    },
    store::db::Uow,
};
use entity::{
    movement, plan,
    plan_template::{self, TemplateStatus},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::{
    movements,
    plans::{
        content::{Ids, Parts},
        dto::{Content, CreatePlan},
        repo,
    },
};

pub async fn content(
    uow: &Uow,
    scope: &Scope,
    movement: &movement::Model,
    unit: &Unit,
    input: &CreatePlan,
) -> Result<Content> {
    match (input.template_id, input.copy_from_plan_id) {
        (Some(_), Some(_)) => Err(Error::field("/copy_from_plan_id", Fault::NotAllowed)),
        (Some(id), None) => of_template(uow, movement, unit, id).await,
        (None, Some(id)) => {
            let from = repo::get(&uow.tx, scope, id).await.map_err(|e| e.named_at("/copy_from_plan_id"))?;
            of_plan(uow, movement, unit, &from).await
        }
        (None, None) => Ok(Content::default()),
    }
}

async fn of_template(uow: &Uow, movement: &movement::Model, unit: &Unit, id: Uuid) -> Result<Content> {
    let found = plan_template::Entity::find_by_id(id).one(&uow.tx).await?;
    let published = found.filter(|template| template.status == TemplateStatus::Published);
    let template = published.ok_or_else(|| Error::field("/template_id", Fault::NotFound))?;
    if template.movement_id != movement.id || template.unit_kind != unit.kind {
        return Err(Error::field("/template_id", Fault::NotAllowed));
    }
    serde_json::from_str(&template.content).map_err(Error::internal)
}

/// Another unit's plan is an example once it was received; one's own always is.
async fn of_plan(uow: &Uow, movement: &movement::Model, unit: &Unit, from: &plan::Model) -> Result<Content> {
    if from.unit_id != unit.id && from.received_at.is_none() {
        return Err(Error::field("/copy_from_plan_id", Fault::NotAllowed));
    }
    let parts = Parts::of(&uow.tx, from.id).await?;
    let mut content = parts.content(Ids::None).afresh();
    if from.movement_id == movement.id {
        return Ok(content);
    }
    let codes: Vec<_> = content.targets.iter().filter_map(|target| target.indicator_code.clone()).collect();
    let codes = codes.iter().map(|code| &**code);
    let known = movements::repo::indicators_named(&uow.tx, movement.id, codes).await?;
    // What this movement does not measure becomes a measure of the unit's own.
    for (target, row) in content.targets.iter_mut().zip(&parts.targets) {
        let Some(indicator) = parts.details.indicator(row) else { continue };
        if known.iter().all(|other| other.id != indicator.id) {
            (target.indicator_code, target.aggregation) = (None, Some(indicator.aggregation));
        }
    }
    Ok(content)
}
