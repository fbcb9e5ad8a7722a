//! A movement's life: launched, reviewed, closed or cancelled.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::Result,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document, figures,
    },
};
use chrono::NaiveDate;
use entity::{
    milestone,
    movement::{self, MovementStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{draft::check_periods, finish, lists};
use crate::movements::{
    dto::{CancelMovement, Launch, MilestoneInput, MovementView, PeriodInput},
    events::MovementEvent,
    repo,
    rules::MovementAction,
};

pub async fn launch(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Launch,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::Launch).await?;
    in_order(uow, &m, input).await?;
    check_periods(uow, id, m.starts_on, m.ends_on).await?;
    let signature = document::take(uow, m.launched_by_unit_id, &input.document, ("movement", id)).await?;
    let mut next = m.clone().into_active_model();
    next.status = Set(launched_on(m.starts_on, uow.today()));
    next.document_number = Set(Some(input.document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*input.document.issued_on));
    next.signature = Set(Some(signature));
    next.authors = Set(m.authors.signed());
    let event = MovementEvent::Launched {
        document_number: input.document.number.as_str().to_owned(),
        document_issued_on: *input.document.issued_on,
    };
    finish(uow, scope, (&m, next), event).await
}

async fn in_order(uow: &Uow, m: &movement::Model, input: &Launch) -> Result<()> {
    let parent = match m.parent_movement_id {
        Some(parent) => repo::any(&uow.tx, parent).await?,
        None => None,
    };
    let began = uow.organisation().unit(m.launched_by_unit_id).map(|unit| unit.valid_from);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, began),
        (Event::ParentLaunched, parent.and_then(|parent| parent.document_issued_on)),
    ];
    chronology::check(Paper::Launch, *input.document.issued_on, &happened)
}

/// A movement runs from its first day.
pub fn launched_on(starts_on: NaiveDate, today: NaiveDate) -> MovementStatus {
    if starts_on <= today { MovementStatus::Running } else { MovementStatus::Launched }
}

pub async fn open_final_review(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
) -> Result<Recorded<MovementView>> {
    step(uow, scope, id, if_match, MovementAction::OpenFinalReview, (MovementEvent::FinalReviewOpened, None)).await
}

pub async fn close(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<MovementView>> {
    step(uow, scope, id, if_match, MovementAction::Close, (MovementEvent::Closed, None)).await
}

pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &CancelMovement,
) -> Result<Recorded<MovementView>> {
    let event = MovementEvent::Cancelled { document_number: input.document_number.as_str().to_owned() };
    step(uow, scope, id, if_match, MovementAction::Cancel, (event, Some(&*input.reason))).await
}

/// A step that changes the status and, of one that ends, says why.
async fn step(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: MovementAction,
    (event, reason): (MovementEvent, Option<&str>),
) -> Result<Recorded<MovementView>> {
    let (m, step, _) = uow.begin(scope, id, if_match, action).await?;
    let mut next = m.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(reason.map(str::to_owned));
    finish(uow, scope, (&m, next), event).await
}

/// Adding touches the movement, so that two additions at once are noticed.
pub async fn add_period(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &PeriodInput,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::AddPeriod).await?;
    let period_id = lists::insert_period(uow, &m, input, "").await?;
    let mut next = m.clone().into_active_model();
    next.authors = Set(m.authors.with(scope.user_id));
    let event = MovementEvent::PeriodAdded { period_id, period_code: input.code.to_string() };
    finish(uow, scope, (&m, next), event).await
}

pub async fn add_milestone(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &MilestoneInput,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::AddMilestone).await?;
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(m.launched_by_unit_id).map(|unit| unit.valid_from)),
        (Event::MovementLaunched, m.document_issued_on),
    ];
    chronology::check(Paper::Milestone, *input.held_on, &happened)?;
    let milestone_id = Uuid::now_v7();
    let row = milestone::ActiveModel {
        id: Set(milestone_id),
        movement_id: Set(id),
        kind: Set(input.kind),
        held_on: Set(*input.held_on),
        document_number: Set(input.document_number.as_ref().map(|n| n.as_str().to_owned())),
        note: Set(input.note.as_deref().map(str::to_owned)),
        created_at: Set(uow.now),
    };
    milestone::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    let mut next = m.clone().into_active_model();
    next.authors = Set(m.authors.with(scope.user_id));
    let event = MovementEvent::MilestoneAdded { milestone_id, kind: input.kind, held_on: *input.held_on };
    finish(uow, scope, (&m, next), event).await
}

/// The system's own step: movements whose first day has come run from then on.
pub async fn start_due(uow: &Uow) -> Result<usize> {
    let due = movement::Entity::find()
        .filter(movement::Column::Status.eq(MovementStatus::Launched))
        .filter(movement::Column::StartsOn.lte(uow.today()))
        .all(&uow.tx)
        .await?;
    let count = due.len();
    for m in due {
        let mut next = m.clone().into_active_model();
        next.status = Set(MovementStatus::Running);
        let after = uow.save(next, m.id, m.version).await?;
        figures::changed(uow, figures::Change::Movement { id: m.id });
        uow.record(MovementEvent::Started.of(&m, &after), ()).await?;
    }
    Ok(count)
}
