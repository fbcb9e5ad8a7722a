//! Drafting: an officer of the unit writes the plan.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{About, Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors, movement,
    plan::{self, PlanStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{content, finish_draft, origin, plans_in, stands};
use crate::{
    movements::{
        self, Lines,
        rules::{is_open, not_open},
    },
    plans::{
        content::{Ids, Parts},
        dto::{CreatePlan, UpdatePlan},
        events::PlanEvent,
        paper::{in_time, movement_of},
        repo,
        rules::{GONE, PlanAction},
    },
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreatePlan) -> Result<Recorded<plan::Model>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    let organisation = uow.organisation().clone();
    let unit = organisation.unit(input.unit_id).ok_or_else(|| Error::field("/unit_id", Fault::NotFound))?;
    scope.require_at(unit.id)?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    if !unit.exists_on(uow.today()) {
        return Err(Error::with(Code::UnitClosed, uow.today().to_string()));
    }
    if !plans_in(uow, &movement, &Lines::of(&uow.tx, movement.id).await?, unit) {
        return Err(Error::field("/unit_id", Fault::NotAllowed));
    }
    let versions = repo::of_unit(&uow.tx, movement.id, unit.id).await?;
    if let Some(other) = versions.iter().find(|plan| !GONE.contains(&plan.status)) {
        return Err(Error::with(Code::PlanExists, other.id.to_string()).about(About::Plan(other.id)));
    }
    in_time(&uow.tx, movement.id, unit, &versions, scope.time()).await?;
    let begun = origin::content(uow, scope, &movement, unit, input).await?;
    let id = Uuid::now_v7();
    let version_no = versions.first().map_or(1, |latest| latest.version_no + 1);
    let starts_on = input.starts_on.map_or(movement.starts_on, Into::into);
    let model = plan::ActiveModel {
        id: Set(id),
        movement_id: Set(movement.id),
        unit_id: Set(unit.id),
        unit_name: Set(unit.name_on(uow.today()).to_owned()),
        province_code: Set(unit.province_code.clone()),
        root_id: Set(id),
        version_no: Set(version_no),
        starts_on: Set(within(&movement, starts_on)?),
        full_allocation: Set(input.full_allocation),
        template_id: Set(input.template_id),
        copied_from: Set(input.copy_from_plan_id),
        ..blank(uow, scope.user_id)
    };
    let plan = plan::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    stands(uow, &plan);
    let content = input.lists().over(begun);
    content::write(uow, &plan, &movement, &Parts::default(), &content).await?;
    let event = PlanEvent::Created {
        movement_id: plan.movement_id,
        version_no,
        starts_on: plan.starts_on,
        template_id: plan.template_id,
        copied_from: plan.copied_from,
        tasks: content.tasks.len(),
        measures: content.measures.len(),
        targets: content.targets.len(),
    };
    uow.record(event.of(&plan), plan).await
}

/// What every new version begins with.
pub fn blank(uow: &Uow, user_id: Uuid) -> plan::ActiveModel {
    plan::ActiveModel {
        status: Set(PlanStatus::Draft),
        full_allocation: Set(false),
        template_id: Set(None),
        copied_from: Set(None),
        document_number: Set(None),
        annex_no: Set(None),
        document_issued_on: Set(None),
        signature: Set(None),
        content_digest: Set(None),
        receiver_unit_id: Set(None),
        receiver_function: Set(None),
        sent_at: Set(None),
        received_at: Set(None),
        received_digest: Set(None),
        return_reason: Set(None),
        end_reason: Set(None),
        authors: Set(Authors::of(user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        ..Default::default()
    }
}

fn within(movement: &movement::Model, day: chrono::NaiveDate) -> Result<chrono::NaiveDate> {
    if day < movement.starts_on || day > movement.ends_on {
        return Err(Error::field("/starts_on", Fault::OutOfRange));
    }
    Ok(day)
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdatePlan,
) -> Result<Recorded<plan::Model>> {
    let (plan, ..) = uow.begin(scope, id, if_match, PlanAction::Update).await?;
    let movement = movement_of(&uow.tx, &plan).await?;
    let before = Parts::of(&uow.tx, plan.id).await?;
    content::replace(uow, &plan, &movement, &before, input.lists()).await?;
    let mut next = plan.clone().into_active_model();
    if let Some(starts_on) = input.starts_on {
        next.starts_on = Set(within(&movement, *starts_on)?);
    }
    if let Some(full) = input.full_allocation {
        next.full_allocation = Set(full);
    }
    finish_draft(uow, scope, (&plan, next), &before.content(Ids::Own)).await
}
