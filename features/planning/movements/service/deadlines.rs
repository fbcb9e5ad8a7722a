//! Until when units plan: set once, and extended by further documents.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{movement, plan_deadline};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::movements::{
    dto::{MovementView, PlanDeadlineInput},
    events::{MovementEvent, PlanDeadlineFact},
    line::Lines,
    repo,
    rules::MovementAction,
};

/// Setting touches the movement, so that two at once are noticed.
pub async fn set_plan_deadline(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &PlanDeadlineInput,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::SetPlanDeadline).await?;
    check_days(&m, input)?;
    check_addressee(uow, &Lines::of(&uow.tx, id).await?, input)?;
    let known = repo::plan_deadlines(&uow.tx, id).await?;
    let extends = known.iter().any(|one| one.unit_kind == input.unit_kind && one.unit_id == input.unit_id);
    if extends {
        reason::given(input.reason.as_ref())?;
    }
    let deadline_id = Uuid::now_v7();
    let row = plan_deadline::ActiveModel {
        id: Set(deadline_id),
        movement_id: Set(id),
        unit_kind: Set(input.unit_kind),
        unit_id: Set(input.unit_id),
        due_on: Set(*input.due_on),
        locks_on: Set(input.locks_on.map(Into::into)),
        document_number: Set(input.document_number.as_str().to_owned()),
        reason: Set(input.reason.as_deref().map(str::to_owned)),
        set_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    plan_deadline::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    let fact = PlanDeadlineFact {
        plan_deadline_id: deadline_id,
        unit_kind: input.unit_kind,
        unit_id: input.unit_id,
        due_on: *input.due_on,
        locks_on: input.locks_on.map(Into::into),
        document_number: input.document_number.as_str().to_owned(),
    };
    let event = if extends { MovementEvent::PlanDeadlineExtended(fact) } else { MovementEvent::PlanDeadlineSet(fact) };
    finish(uow, scope, (&m, m.clone().into_active_model()), event).await
}

fn check_days(m: &movement::Model, input: &PlanDeadlineInput) -> Result<()> {
    let outside = |day| day < m.starts_on || day > m.ends_on;
    if outside(input.due_on) {
        return Err(Error::field("/due_on", Fault::OutOfRange));
    }
    match input.locks_on {
        Some(day) if day < input.due_on => Err(Error::field("/locks_on", Fault::WrongOrder)),
        Some(day) if outside(day) => Err(Error::field("/locks_on", Fault::OutOfRange)),
        _ => Ok(()),
    }
}

/// All, a kind of unit, or a unit in being; and of those only whom the movement obliges.
fn check_addressee(uow: &Uow, lines: &Lines, input: &PlanDeadlineInput) -> Result<()> {
    match (input.unit_kind, input.unit_id) {
        (None, None) => Ok(()),
        (Some(_), Some(_)) => Err(Error::field("/unit_id", Fault::NotAllowed)),
        (Some(kind), None) if lines.oblige_kind(kind) => Ok(()),
        (Some(_), None) => Err(Error::field("/unit_kind", Fault::NotAllowed)),
        (None, Some(id)) => {
            let unit = uow.organisation().unit(id).ok_or_else(|| Error::field("/unit_id", Fault::NotFound))?;
            if !unit.exists_on(uow.today()) {
                return Err(Error::with(Code::UnitClosed, uow.today().to_string()));
            }
            if lines.oblige(uow.organisation(), unit, uow.today()) {
                Ok(())
            } else {
                Err(Error::field("/unit_id", Fault::NotAllowed))
            }
        }
    }
}
