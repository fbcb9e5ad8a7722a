//! What came of a message, written down: of the message, and of the webhook as a whole.
use base::{kernel::error::Result, store::db::Uow};
use chrono::{DateTime, Utc};
use entity::{
    webhook::{self, DisabledReason, WebhookStatus},
    webhook_delivery::{self, ActiveModel, DeliveryFailure, DeliveryState, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    deliver::Sent,
    events::WebhookEvent,
    fan_out::pending,
    repo,
    rules::{self, Outcome},
};

const RECOVERED: &str = "webhook.recovered";

/// What may become of a message, as metrics call it.
pub const OUTCOMES: [&str; 5] = ["delivered", "failed", "dead", "gone", "withheld"];

/// One of `OUTCOMES`. None where somebody else has dealt with the message meanwhile: what was sent was sent once more.
pub async fn settle(uow: &Uow, delivery: &Model, sent: &Sent) -> Result<Option<&'static str>> {
    let Some(webhook) = repo::held(uow, delivery.webhook_id).await? else { return Ok(None) };
    let current = Entity::find_by_id(delivery.id).lock_exclusive().one(&uow.tx).await?;
    let Some(current) = current.filter(|now| now.version == delivery.version) else { return Ok(None) };
    match sent {
        Sent::Withheld => {
            finish(uow, &current, attempted(&current, uow.now, None), DeliveryState::Withheld).await?;
            Ok(Some("withheld"))
        }
        Sent::Answered { outcome: Outcome::Delivered, .. } => {
            finish(uow, &current, attempted(&current, uow.now, Some(sent)), DeliveryState::Delivered).await?;
            works(uow, webhook).await?;
            Ok(Some("delivered"))
        }
        Sent::Answered { outcome: Outcome::Gone, .. } => {
            save(uow, &current, attempted(&current, uow.now, Some(sent))).await?;
            disable(uow, webhook, DisabledReason::Gone).await?;
            Ok(Some("gone"))
        }
        Sent::Answered { outcome: Outcome::Failed(_), asked_for, .. } => {
            let next = attempted(&current, uow.now, Some(sent));
            let attempts = current.attempts + 1;
            match rules::wait(attempts, *asked_for) {
                Some(wait) => {
                    let due_at = Set(uow.now + wait);
                    save(uow, &current, ActiveModel { due_at, ..next }).await?;
                    failed(uow, &webhook).await?;
                    Ok(Some("failed"))
                }
                None => {
                    finish(uow, &current, next, DeliveryState::Dead).await?;
                    given_up(uow, webhook, current.first_attempt_at).await?;
                    Ok(Some("dead"))
                }
            }
        }
    }
}

/// With what the attempt said.
fn attempted(current: &Model, now: DateTime<Utc>, sent: Option<&Sent>) -> ActiveModel {
    let mut next = current.clone().into_active_model();
    let Some(Sent::Answered { outcome, status, answer, kept, took, .. }) = sent else { return next };
    let failure = match outcome {
        Outcome::Failed(failure) => Some(*failure),
        Outcome::Gone => Some(DeliveryFailure::NotAccepted),
        Outcome::Delivered => None,
    };
    next.attempts = Set(current.attempts + 1);
    next.first_attempt_at = Set(Some(current.first_attempt_at.unwrap_or(now)));
    next.attempted_at = Set(Some(now));
    next.duration_ms = Set(Some(i32::try_from(took.num_milliseconds()).unwrap_or(i32::MAX)));
    next.status_code = Set(status.map(i32::from));
    next.failure = Set(failure);
    next.request_body = Set(Some(kept.clone()));
    next.answer_body = Set(answer.clone());
    next
}

async fn finish(uow: &Uow, current: &Model, next: ActiveModel, state: DeliveryState) -> Result<()> {
    let (state, finished_at) = (Set(state), Set(Some(uow.now)));
    save(uow, current, ActiveModel { state, finished_at, ..next }).await
}

async fn save(uow: &Uow, current: &Model, next: ActiveModel) -> Result<()> {
    uow.save(next, current.id, current.version).await.map(drop)
}

/// Counts without a new version: what administrators have read of the webhook is still so.
async fn count(uow: &Uow, id: Uuid, failures: i32, since: Option<DateTime<Utc>>) -> Result<()> {
    use webhook::{Column, Entity};
    let quiet_until = (failures >= rules::PATIENCE).then_some(uow.now + rules::QUIET);
    Entity::update_many()
        .col_expr(Column::Failures, Expr::value(failures))
        .col_expr(Column::FailingSince, Expr::value(since))
        .col_expr(Column::QuietUntil, Expr::value(quiet_until))
        .filter(Column::Id.eq(id))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

/// Where something fails inside, which is no fault of the receiver and counts nothing.
pub async fn leave_alone(uow: &Uow, id: Uuid) -> Result<()> {
    use webhook::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::QuietUntil, Expr::value(uow.now + rules::QUIET))
        .filter(Column::Id.eq(id))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

/// After many failures the receiver is told that some of what it missed may be among the dead letters.
async fn works(uow: &Uow, webhook: webhook::Model) -> Result<()> {
    let Some(failing_since) = webhook.failing_since else { return Ok(()) };
    count(uow, webhook.id, 0, None).await?;
    if webhook.failures < rules::PATIENCE {
        return Ok(());
    }
    due_at_once(uow, webhook.id).await?;
    let failures = webhook.failures;
    let notice = json!({ "webhook_id": webhook.id, "failing_since": failing_since, "failures": failures });
    put_down(uow, webhook.id, RECOVERED, &notice).await?;
    let client = repo::client_of(&uow.tx, &webhook).await?;
    let event = WebhookEvent::Recovered { failing_since, failures };
    uow.record(event.of(&webhook, &webhook, &client), ()).await.map(drop)
}

/// What waits for its next attempt need not wait any longer.
async fn due_at_once(uow: &Uow, webhook_id: Uuid) -> Result<()> {
    use webhook_delivery::Column;
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(uow.now))
        .filter(Column::WebhookId.eq(webhook_id))
        .filter(Column::State.eq(DeliveryState::Pending))
        .filter(Column::DueAt.gt(uow.now))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

async fn failed(uow: &Uow, webhook: &webhook::Model) -> Result<()> {
    let since = webhook.failing_since.unwrap_or(uow.now);
    count(uow, webhook.id, webhook.failures.saturating_add(1), Some(since)).await
}

/// Where nothing at all has arrived since the message was first tried, nothing will.
async fn given_up(uow: &Uow, webhook: webhook::Model, first_attempt_at: Option<DateTime<Utc>>) -> Result<()> {
    failed(uow, &webhook).await?;
    match (webhook.failing_since, first_attempt_at) {
        (Some(since), Some(first)) if since <= first => disable(uow, webhook, DisabledReason::Failing).await,
        _ => Ok(()),
    }
}

async fn disable(uow: &Uow, webhook: webhook::Model, reason: DisabledReason) -> Result<()> {
    let mut next = webhook.clone().into_active_model();
    next.status = Set(WebhookStatus::Disabled);
    next.disabled_reason = Set(Some(reason));
    next.disabled_at = Set(Some(uow.now));
    let changed = uow.save(next, webhook.id, webhook.version).await?;
    let client = repo::client_of(&uow.tx, &changed).await?;
    uow.record(WebhookEvent::Disabled { disabled_reason: reason }.of(&webhook, &changed, &client), ()).await.map(drop)
}

/// A notice of a webhook about itself; its row.
pub async fn put_down(uow: &Uow, webhook_id: Uuid, event: &str, notice: &Value) -> Result<Model> {
    let row = pending(uow, webhook_id);
    let message_id = format!("ntc_{}", Uuid::now_v7().simple());
    let row = ActiveModel {
        message_id: Set(message_id),
        event: Set(event.to_owned()),
        seq: Set(None),
        resource: Set(None),
        subject_id: Set(webhook_id),
        place: Set(uow.now.timestamp_micros()),
        notice: Set(Some(notice.to_string())),
        ..row
    };
    Ok(Entity::insert(row).exec_with_returning(&uow.tx).await?)
}
