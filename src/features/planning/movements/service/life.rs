//! A movement's life: launched, reviewed, closed or cancelled.
use chrono::NaiveDate;
use entity::{
    milestone,
    movement::{self, MovementStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Edited, begin, finish, lists};
use crate::{
    features::planning::movements::{
        dto::{CancelMovement, Launch, MilestoneInput, MovementView, PeriodInput},
        repo,
        rules::MovementAction,
    },
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::{Error, Fault, Result},
        reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
        journal::Change,
    },
};

pub async fn launch(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Launch,
) -> Result<Recorded<MovementView>> {
    let (m, _) = begin(uow, scope, id, if_match, MovementAction::Launch).await?;
    in_order(uow, &m, input).await?;
    document::take(uow, m.launched_by_unit_id, &input.document, ("movement", id)).await?;
    let version = m.version;
    let mut next = m.clone().into_active_model();
    next.status = Set(launched_on(m.starts_on, uow.today()));
    next.document_number = Set(Some(input.document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*input.document.issued_on));
    next.signer_name = Set(Some(input.document.signer_name.to_string()));
    next.signer_title = Set(Some(input.document.signer_title.to_string()));
    next.authors = Set(m.authors.signed());
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    finish(uow, scope, "movement.launched", changed, json!({})).await
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
    step(uow, scope, id, if_match, MovementAction::OpenFinalReview, ("movement.final_review_opened", json!({}))).await
}

pub async fn close(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<MovementView>> {
    step(uow, scope, id, if_match, MovementAction::Close, ("movement.closed", json!({}))).await
}

pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &CancelMovement,
) -> Result<Recorded<MovementView>> {
    let why =
        json!({ "reason": reason::given(input.reason.as_ref())?, "document_number": input.document_number.as_str() });
    step(uow, scope, id, if_match, MovementAction::Cancel, ("movement.cancelled", why)).await
}

/// A step that changes nothing but the status.
async fn step(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: MovementAction,
    (event, why): (&'static str, Value),
) -> Result<Recorded<MovementView>> {
    let (m, step) = begin(uow, scope, id, if_match, action).await?;
    let version = m.version;
    let mut next = m.into_active_model();
    next.status = Set(step.to);
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    finish(uow, scope, event, changed, why).await
}

/// Adding touches the movement, so that two additions at once are noticed.
pub async fn add_period(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &PeriodInput,
) -> Result<Recorded<MovementView>> {
    let (m, _) = begin(uow, scope, id, if_match, MovementAction::AddPeriod).await?;
    let period_id = lists::insert_period(uow, &m, input, "").await?;
    let version = m.version;
    let authors = m.authors.with(scope.user_id);
    let mut next = m.into_active_model();
    next.authors = Set(authors);
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    finish(uow, scope, "movement.period_added", changed, json!({ "period_id": period_id })).await
}

pub async fn add_milestone(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &MilestoneInput,
) -> Result<Recorded<MovementView>> {
    let (m, _) = begin(uow, scope, id, if_match, MovementAction::AddMilestone).await?;
    if input.held_on > uow.today() {
        return Err(Error::field("/held_on", Fault::InTheFuture));
    }
    let row = milestone::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        kind: Set(input.kind),
        held_on: Set(*input.held_on),
        document_number: Set(input.document_number.as_ref().map(|n| n.as_str().to_owned())),
        note: Set(input.note.as_deref().map(str::to_owned)),
        created_at: Set(uow.now),
    };
    milestone::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    let version = m.version;
    let authors = m.authors.with(scope.user_id);
    let mut next = m.into_active_model();
    next.authors = Set(authors);
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    let held = json!({ "kind": input.kind, "held_on": input.held_on });
    finish(uow, scope, "movement.milestone_added", changed, held).await
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
        let (id, version, unit_id) = (m.id, m.version, m.launched_by_unit_id);
        let mut next = m.into_active_model();
        next.status = Set(MovementStatus::Running);
        next.edited(uow, version);
        uow.save(next, id, version).await?;
        let data = json!({ "status": MovementStatus::Running });
        let (event, unit_id) = ("movement.started", Some(unit_id));
        uow.record(Change { event, subject_type: "movement", subject_id: id, unit_id, data: &data }, ()).await?;
    }
    Ok(count)
}
