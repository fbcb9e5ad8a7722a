//! Reminders, the ladders that say when they are sent, and what a person is told of: calendars and what it has read.
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
        ladder(&schema).await?;
        reminder(&schema).await?;
        reminder_indexes(&schema).await?;
        told(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager)
            .drop(&["notification_read", "calendar_feed", "reminder", "reminder_rung", "reminder_ladder"])
            .await
    }
}

/// Rows are only added: the newest holds.
async fn ladder(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid_null("movement_id"),
        uuid_null("given_by_unit_id"),
        text("document_number"),
        uuid_null("given_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("reminder_ladder", columns, &[("movement_id", "movement"), ("given_by_unit_id", "unit")]).await?;
    schema.index("reminder_ladder", &["movement_id", "id"]).await?;
    let columns = vec![
        uuid("ladder_id"),
        small_integer("level"),
        one_of("timing", &["before", "on", "after"]),
        small_integer("working_days"),
        one_of("means", &["automatic", "letter"]),
    ];
    schema.table("reminder_rung", columns, &[("ladder_id", "reminder_ladder")]).await?;
    schema.unique("reminder_rung", &["ladder_id", "level"]).await
}

async fn reminder(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of("subject_type", &["plan", "supplement", "report", "recommendation"]),
        uuid("subject_id"),
        uuid("unit_id"),
        uuid("from_unit_id"),
        one_of_null("from_function", &["emulation_standing_body"]),
        small_integer("level"),
        one_of("means", &["automatic", "manual", "letter"]),
        date("due_on"),
        one_of("status", &["created", "sent", "acknowledged", "escalated", "resolved"]),
        text_null("text"),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("signature"),
        json("authors"),
        timestamp_with_time_zone_null("sent_at"),
        timestamp_with_time_zone_null("acknowledged_at"),
        uuid_null("acknowledged_by"),
        one_of_null("resolution", &["arrived", "waived", "extended", "ended", "withdrawn"]),
        text_null("resolution_reason"),
        timestamp_with_time_zone_null("resolved_at"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [("movement_id", "movement"), ("unit_id", "unit"), ("from_unit_id", "unit")];
    schema.table("reminder", columns, &references).await
}

/// However often the job runs, on however many instances: one automatic reminder for each rung and last day, and one open
/// reminder of each level. The first of the two finds what is owed by its subject, too.
async fn reminder_indexes(schema: &Schema<'_>) -> Result<(), DbErr> {
    let rung = ["subject_id", "unit_id", "subject_type", "level", "due_on"];
    schema.unique_among("reminder", &rung, "means = 'automatic'").await?;
    let level = ["subject_id", "unit_id", "subject_type", "level"];
    schema.unique_among("reminder", &level, "status <> 'resolved'").await?;
    for filter in ["movement_id", "subject_type", "subject_id", "unit_id", "from_unit_id", "level", "status"] {
        schema.index("reminder", &[filter, "created_at", "id"]).await?;
    }
    schema.index("supplement_request", &["due_on"]).await?;
    schema.index("reminder", &["due_on", "id"]).await?;
    schema.index("reminder", &["created_at", "id"]).await
}

async fn told(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("user_id"), text("secret_digest"), timestamp_with_time_zone("created_at")];
    schema.table("calendar_feed", columns, &[("user_id", "user_account")]).await?;
    schema.unique("calendar_feed", &["secret_digest"]).await?;
    schema.index("calendar_feed", &["user_id", "id"]).await?;
    let columns = vec![uuid("user_id"), uuid("entry_id"), timestamp_with_time_zone("read_at")];
    schema.table("notification_read", columns, &[("user_id", "user_account")]).await?;
    schema.unique("notification_read", &["user_id", "entry_id"]).await?;
    schema.index("notification_read", &["read_at"]).await
}
