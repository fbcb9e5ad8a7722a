//! Launching a review of a movement.
use base::{
    kernel::{
        chronology::{self, Event, Paper},
        error::{Error, Fault, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
    },
};
use entity::{award_stage, movement};
use planning::movements::{
    self, preparer,
    rules::{is_open, not_open},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{
    dto::{LaunchStage, StageView},
    events::StageEvent,
};

/// Whoever launched the movement launches its reviews and gives their places; for the ministry its standing body does too.
pub fn require_launcher(scope: &Scope, movement: &movement::Model) -> Result<()> {
    let top = movement.launched_by_unit_id;
    let standing_body = scope.holds_for(Permission::MovementsDecide, preparer(scope, top));
    if standing_body || scope.holds(Permission::MovementsDecide, top) { Ok(()) } else { Err(scope.forbidden()) }
}

pub async fn launch(uow: &Uow, scope: &Scope, input: &LaunchStage) -> Result<Recorded<StageView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    require_launcher(scope, &movement)?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    in_order(uow, &movement, input)?;
    if input.closes_on < input.opens_on {
        return Err(Error::field("/closes_on", Fault::WrongOrder));
    }
    check_forms(uow, &movement, input).await?;
    let id = Uuid::now_v7();
    let signature = document::take(uow, movement.launched_by_unit_id, &input.document, ("award_stage", id)).await?;
    let codes: Vec<&str> = input.award_form_codes.iter().map(|code| &**code).collect();
    let model = award_stage::ActiveModel {
        id: Set(id),
        movement_id: Set(movement.id),
        unit_id: Set(movement.launched_by_unit_id),
        stage: Set(input.stage),
        award_form_codes: Set(codes.join(",")),
        opens_on: Set(*input.opens_on),
        closes_on: Set(*input.closes_on),
        document_number: Set(input.document.number.as_str().to_owned()),
        document_issued_on: Set(*input.document.issued_on),
        signature: Set(signature),
        launched_at: Set(uow.now),
        launched_by: Set(scope.user_id),
        version: Set(1),
    };
    let made = award_stage::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    let event = StageEvent::Launched {
        movement_id: made.movement_id,
        stage: made.stage,
        opens_on: made.opens_on,
        closes_on: made.closes_on,
        document_number: made.document_number.clone(),
    };
    uow.record(event.of(&made), made.into()).await
}

fn in_order(uow: &Uow, movement: &movement::Model, input: &LaunchStage) -> Result<()> {
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(movement.launched_by_unit_id).map(|unit| unit.valid_from)),
        (Event::MovementLaunched, movement.document_issued_on),
    ];
    chronology::check(Paper::Stage, *input.document.issued_on, &happened)
}

/// Forms that the movement gives, each once.
async fn check_forms(uow: &Uow, movement: &movement::Model, input: &LaunchStage) -> Result<()> {
    let forms = movements::repo::award_forms(&uow.tx, movement.id).await?;
    for (at, code) in input.award_form_codes.iter().enumerate() {
        let wrong = |fault| Err(Error::field(format!("/award_form_codes/{at}"), fault));
        if forms.iter().all(|form| form.code != **code) {
            return wrong(Fault::NotFound);
        }
        if input.award_form_codes.iter().take(at).any(|other| other == code) {
            return wrong(Fault::Duplicate);
        }
    }
    Ok(())
}
