//! Webhooks: to which addresses machine clients are told what has changed, how that is signed, and what became of it.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of, one_of_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        webhook(&schema).await?;
        webhook_secret(&schema).await?;
        webhook_delivery(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["webhook_delivery", "webhook_secret", "webhook"]).await
    }
}

async fn webhook(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("client_id"),
        text("url"),
        text_null("description"),
        json("event_types"),
        json_null("unit_ids"),
        one_of("status", &["active", "disabled"]),
        one_of_null("disabled_reason", &["administrator", "gone", "failing"]),
        timestamp_with_time_zone_null("disabled_at"),
        timestamp_with_time_zone_null("removed_at"),
        big_integer("position"),
        integer("failures"),
        timestamp_with_time_zone_null("failing_since"),
        timestamp_with_time_zone_null("quiet_until"),
        uuid_null("created_by"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("webhook", columns, &[("client_id", "client"), ("created_by", "user_account")]).await?;
    schema.index("webhook", &["client_id", "id"]).await?;
    schema.index("webhook", &["status", "id"]).await
}

async fn webhook_secret(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("webhook_id"),
        one_of("kind", &["hmac", "ed25519"]),
        text("sealed"),
        text("sealed_key"),
        text_null("public_key"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("webhook_secret", columns, &[("webhook_id", "webhook")]).await?;
    schema.index("webhook_secret", &["webhook_id", "id"]).await
}

async fn webhook_delivery(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("webhook_id"),
        text("message_id"),
        text("event"),
        big_integer_null("seq"),
        text_null("resource"),
        uuid("subject_id"),
        big_integer("place"),
        text_null("notice"),
        one_of("state", &["pending", "delivered", "dead", "withheld"]),
        integer("attempts"),
        timestamp_with_time_zone("due_at"),
        timestamp_with_time_zone_null("first_attempt_at"),
        timestamp_with_time_zone_null("attempted_at"),
        integer_null("duration_ms"),
        integer_null("status_code"),
        one_of_null("failure", &["address_refused", "unreachable", "timed_out", "redirected", "not_accepted"]),
        text_null("request_body"),
        text_null("answer_body"),
        timestamp_with_time_zone_null("finished_at"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("webhook_delivery", columns, &[("webhook_id", "webhook")]).await?;
    schema.unique("webhook_delivery", &["webhook_id", "message_id"]).await?;
    schema.index("webhook_delivery", &["webhook_id", "created_at", "id"]).await?;
    schema.index("webhook_delivery", &["webhook_id", "state", "created_at", "id"]).await?;
    // What is due, and whether something about the same subject has to go before it.
    schema.index("webhook_delivery", &["webhook_id", "state", "due_at"]).await?;
    schema.index("webhook_delivery", &["webhook_id", "state", "subject_id", "place"]).await?;
    schema.index("webhook_delivery", &["finished_at"]).await
}
