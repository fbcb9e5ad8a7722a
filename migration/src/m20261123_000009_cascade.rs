//! The cascade of targets, deadlines of plans, and files.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, UNIT_KINDS, one_of, one_of_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        allocation(&schema).await?;
        plan_deadline(&schema).await?;
        file(&schema).await?;
        content_claim(&schema).await?;
        plan_attachment(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["content_claim", "plan_attachment", "file", "plan_deadline", "allocation"]).await
    }
}

async fn allocation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("target_root_id"),
        uuid("from_unit_id"),
        uuid("unit_id"),
        one_of("status", &["proposed", "accepted", "disputed", "adjusted", "withdrawn"]),
        big_integer_null("value"),
        big_integer_null("numerator"),
        big_integer_null("denominator"),
        timestamp_with_time_zone("given_at"),
        one_of("rule", &["manual", "equal", "weight", "last_result"]),
        boolean("takes_remainder"),
        boolean("disclosed"),
        text_null("reason"),
        json("authors"),
        uuid_null("answered_by"),
        timestamp_with_time_zone_null("answered_at"),
        text_null("answered_digest"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references =
        [("movement_id", "movement"), ("target_root_id", "target"), ("from_unit_id", "unit"), ("unit_id", "unit")];
    schema.table("allocation", columns, &references).await?;
    schema.unique_among("allocation", &["target_root_id", "unit_id"], "status <> 'withdrawn'").await?;
    schema.index("allocation", &["target_root_id", "id"]).await?;
    schema.index("allocation", &["unit_id", "id"]).await?;
    schema.index("allocation", &["from_unit_id", "id"]).await?;
    schema.index("allocation", &["movement_id", "id"]).await?;
    schema.index("allocation", &["status", "id"]).await
}

/// Rows are only added: the newest of those that speak of a unit most closely holds.
async fn plan_deadline(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of_null("unit_kind", &UNIT_KINDS),
        uuid_null("unit_id"),
        date("due_on"),
        date_null("locks_on"),
        text("document_number"),
        text_null("reason"),
        uuid("set_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("plan_deadline", columns, &[("movement_id", "movement"), ("unit_id", "unit")]).await?;
    schema.index("plan_deadline", &["movement_id", "id"]).await
}

/// What was uploaded. The bytes lie in a store of objects, under their digest.
async fn file(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("unit_id"),
        text("name"),
        text("media_type"),
        big_integer("size"),
        text("sha256"),
        uuid("uploaded_by"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("file", columns, &[("unit_id", "unit")]).await?;
    schema.index("file", &["unit_id", "id"]).await?;
    schema.index("file", &["sha256"]).await?;
    schema.index("file", &["created_at"]).await
}

async fn content_claim(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![text("sha256"), one_of("claim", &["upload", "removal"]), timestamp_with_time_zone("until")];
    schema.table("content_claim", columns, &[]).await?;
    schema.unique("content_claim", &["sha256"]).await?;
    schema.index("content_claim", &["until"]).await
}

async fn plan_attachment(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("plan_id"),
        uuid("file_id"),
        one_of("kind", &["signed_scan", "annex", "other"]),
        uuid("attached_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("plan_attachment", columns, &[("plan_id", "plan"), ("file_id", "file")]).await?;
    schema.unique("plan_attachment", &["plan_id", "file_id"]).await?;
    schema.index("plan_attachment", &["file_id"]).await
}
