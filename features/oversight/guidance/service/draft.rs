//! Drafting.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        policy::Permission,
        scope::Scope,
        text,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors,
    function_assignment::Function,
    guidance::{self, Audience, GuidanceStatus},
};
use planning::movements::{
    self,
    rules::{is_open, not_open},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::guidance::{
    dto::{AmendsInput, CreateGuidance, GuidanceView, UpdateGuidance},
    events::GuidanceEvent,
    paper::{GuidancePaper, is_ours, sender},
    repo,
    rules::{GuidanceAction, check},
    view,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateGuidance) -> Result<Recorded<GuidanceView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    scope.require_at(input.unit_id)?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    let (units, kinds, tiers) = (input.unit_ids.clone(), input.unit_kinds.clone(), input.tiers.clone());
    let audience = Audience { units, kinds, tiers };
    check(&scope.organisation, input.unit_id, &audience, uow.today())?;
    let amends = amended(uow, scope, None, input.amends).await?;
    let holder = scope.organisation.holder(Function::EmulationStandingBody, uow.today());
    let model = guidance::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(movement.id),
        unit_id: Set(input.unit_id),
        unit_function: Set((holder == Some(input.unit_id)).then_some(Function::EmulationStandingBody)),
        unit_name: Set(scope.organisation.name(input.unit_id, uow.today()).to_owned()),
        title: Set(input.title.to_string()),
        search_text: Set(text::fold(&input.title)),
        topic: Set(input.topic),
        text: Set(input.text.to_string()),
        audience: Set(audience),
        amends_id: Set(amends.map(|amends| amends.guidance_id)),
        amendment: Set(amends.map(|amends| amends.amendment)),
        status: Set(GuidanceStatus::Draft),
        document_number: Set(None),
        document_issued_on: Set(None),
        signature: Set(None),
        issued_at: Set(None),
        end_reason: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let guidance = guidance::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    let event = GuidanceEvent::Created { movement_id: guidance.movement_id, topic: guidance.topic };
    let change = event.of(&guidance, &guidance);
    uow.record(change, view::whole(&uow.tx, scope, GuidancePaper { guidance, mine: vec![] }).await?).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateGuidance,
) -> Result<Recorded<GuidanceView>> {
    let (GuidancePaper { guidance: before, .. }, ..) = uow.begin(scope, id, if_match, GuidanceAction::Update).await?;
    let audience = Audience {
        units: input.unit_ids.clone().unwrap_or_else(|| before.audience.units.clone()),
        kinds: input.unit_kinds.clone().unwrap_or_else(|| before.audience.kinds.clone()),
        tiers: input.tiers.clone().unwrap_or_else(|| before.audience.tiers.clone()),
    };
    let sender = sender(scope, Permission::GuidanceWrite, &before);
    check(&scope.organisation, sender, &audience, uow.today())?;
    let mut next = before.clone().into_active_model();
    next.audience = Set(audience);
    if let Some(amends) = input.amends {
        let amends = amended(uow, scope, Some(&before), amends).await?;
        next.amends_id = Set(amends.map(|amends| amends.guidance_id));
        next.amendment = Set(amends.map(|amends| amends.amendment));
    }
    if let Some(title) = &input.title {
        next.title = Set(title.to_string());
        next.search_text = Set(text::fold(title));
    }
    if let Some(topic) = input.topic {
        next.topic = Set(topic);
    }
    if let Some(text) = &input.text {
        next.text = Set(text.to_string());
    }
    next.authors = Set(before.authors.with(scope.user_id));
    finish(uow, scope, (before, next), GuidanceEvent::Updated).await
}

/// A unit amends what it issued itself, or what a unit did that it took over from.
async fn amended(
    uow: &Uow,
    scope: &Scope,
    own: Option<&guidance::Model>,
    amends: Option<AmendsInput>,
) -> Result<Option<AmendsInput>> {
    let Some(input) = amends else { return Ok(None) };
    let pointer = "/amends/guidance_id";
    let found = repo::get(&uow.tx, scope, input.guidance_id).await.map_err(|e| e.named_at(pointer))?;
    let issued = found.status == GuidanceStatus::Issued && own.is_none_or(|own| own.id != found.id);
    if !issued || !is_ours(scope, &found) {
        return Err(Error::field(pointer, Fault::NotAllowed));
    }
    Ok(Some(input))
}
