//! The sealed journal, taken apart for each webhook: a message for each thing that an entry tells its client.
use base::{
    http::state::AppState,
    kernel::error::Result,
    store::{db::Uow, journal::head},
};
use entity::{
    webhook::{self, Column, Entity},
    webhook_delivery::{self, DeliveryState},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{CaseStatement, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{message, repo, rules};
use crate::changes::{self, Change, Entries};

/// Rows of one statement.
const ROWS: usize = 200;

/// Webhooks that have not their deliveries of everything that is sealed, and whose client may be told of it now.
pub async fn behind(state: &AppState) -> Result<Vec<Uuid>> {
    let db = state.db.read_latest();
    let active = repo::active(db).await?;
    if active.is_empty() {
        return Ok(vec![]);
    }
    let (sealed, _) = head(db).await?;
    let now = state.clock.now();
    let (snapshot, today) = (state.db.latest_snapshot().await?, state.calendar.today(now));
    let behind = active.into_iter().filter(|webhook| webhook.position < sealed && !rules::is_quiet(webhook, now));
    Ok(behind
        .filter(|webhook| message::reader(webhook, &snapshot, today).is_some())
        .map(|webhook| webhook.id)
        .collect())
}

/// A batch of one webhook, with the place that it has reached: both are kept, or neither. Whether there may be more.
pub async fn fan_out(uow: &Uow, id: Uuid) -> Result<bool> {
    let Some(webhook) = repo::held(uow, id).await? else { return Ok(false) };
    let Some(reader) = message::reader(&webhook, &uow.snapshot, uow.calendar.today(uow.now)) else { return Ok(false) };
    let batch = changes::entries(&uow.tx, webhook.position).await?;
    let Some((last, _)) = batch.last() else { return Ok(false) };
    let last = *last;
    let entries = Entries { tx: &uow.tx, reader: &reader, types: &[] };
    let mut rows = vec![];
    for (seq, changes) in entries.told(&batch).await? {
        let wanted = changes.iter().filter(|change| is_asked_for(&webhook, change));
        rows.extend(wanted.filter_map(|change| row(uow, &webhook, seq, change)));
    }
    for rows in rows.chunks(ROWS) {
        insert(uow, rows).await?;
    }
    Entity::update_many()
        .col_expr(Column::Position, Expr::value(last))
        .filter(Column::Id.eq(webhook.id))
        .exec(&uow.tx)
        .await?;
    Ok(true)
}

fn is_asked_for(webhook: &webhook::Model, change: &Change) -> bool {
    let types = &webhook.event_types.0;
    types.is_empty() || change.event.as_ref().is_some_and(|event| types.contains(event))
}

fn row(uow: &Uow, webhook: &webhook::Model, seq: i64, change: &Change) -> Option<webhook_delivery::ActiveModel> {
    let (id, resource) = (change.id?, change.resource?);
    Some(webhook_delivery::ActiveModel {
        message_id: Set(format!("evt_{seq}_{}", id.simple())),
        event: Set(message::event(change).to_owned()),
        seq: Set(Some(seq)),
        resource: Set(Some(resource.name().to_owned())),
        subject_id: Set(id),
        place: Set(seq),
        ..pending(uow, webhook.id)
    })
}

/// A message that is due at once; what it is about is to be added.
pub fn pending(uow: &Uow, webhook_id: Uuid) -> webhook_delivery::ActiveModel {
    webhook_delivery::ActiveModel {
        id: Set(Uuid::now_v7()),
        webhook_id: Set(webhook_id),
        notice: Set(None),
        state: Set(DeliveryState::Pending),
        attempts: Set(0),
        due_at: Set(uow.now),
        first_attempt_at: Set(None),
        attempted_at: Set(None),
        duration_ms: Set(None),
        status_code: Set(None),
        failure: Set(None),
        request_body: Set(None),
        answer_body: Set(None),
        finished_at: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        ..Default::default()
    }
}

/// What is there already is told anew: that happens only where somebody asked for a replay. What is still to be sent waits as it
/// does.
async fn insert(uow: &Uow, rows: &[webhook_delivery::ActiveModel]) -> Result<()> {
    use webhook_delivery::{Column, Entity};
    let is_pending = || Expr::col((Entity, Column::State)).eq(DeliveryState::Pending);
    let kept_or =
        |column: Column, anew: Expr| CaseStatement::new().case(is_pending(), Expr::col((Entity, column))).finally(anew);
    let again = OnConflict::columns([Column::WebhookId, Column::MessageId])
        .value(Column::DueAt, kept_or(Column::DueAt, Expr::value(uow.now)))
        .value(Column::Attempts, kept_or(Column::Attempts, Expr::value(0)))
        .value(
            Column::FirstAttemptAt,
            kept_or(Column::FirstAttemptAt, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None)),
        )
        .value(Column::FinishedAt, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
        .value(Column::State, Expr::value(DeliveryState::Pending))
        .value(Column::Version, Expr::col((Entity, Column::Version)).add(1))
        .value(Column::UpdatedAt, Expr::value(uow.now))
        .to_owned();
    Entity::insert_many(rows.iter().cloned()).on_conflict(again).exec_without_returning(&uow.tx).await?;
    Ok(())
}
