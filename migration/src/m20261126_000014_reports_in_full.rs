//! What belongs to reports beside what they say: receipts, attached files, and what the two sides write to each other.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        receipt(&schema).await?;
        report_attachment(&schema).await?;
        report_message(&schema).await?;
        consolidation(&schema).await?;
        never_changed(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["consolidation", "report_message", "report_attachment", "receipt", "receipt_key"]).await
    }
}

async fn receipt(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![text("kid"), text("public_key"), timestamp_with_time_zone("first_used_at")];
    schema.table("receipt_key", columns, &[]).await?;
    schema.unique("receipt_key", &["kid"]).await?;
    let columns = vec![text("header"), blob("payload"), blob("signature"), timestamp_with_time_zone("created_at")];
    schema.table_by(uuid("version_id"), "receipt", columns, &[("version_id", "paper_version")]).await
}

async fn report_attachment(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("report_id"),
        uuid_null("version_id"),
        uuid("file_id"),
        one_of("kind", &["signed_scan", "annex", "other"]),
        uuid("attached_by"),
        timestamp_with_time_zone("created_at"),
    ];
    let references = [("report_id", "report"), ("version_id", "paper_version"), ("file_id", "file")];
    schema.table("report_attachment", columns, &references).await?;
    schema.unique_among("report_attachment", &["report_id", "file_id"], "version_id IS NULL").await?;
    schema.unique("report_attachment", &["version_id", "file_id"]).await?;
    schema.index("report_attachment", &["report_id", "version_id"]).await?;
    schema.index("report_attachment", &["file_id"]).await
}

/// What the two sides write to each other about a report.
async fn report_message(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("report_id"),
        uuid("unit_id"),
        uuid("to_unit_id"),
        uuid("written_by"),
        text("text"),
        timestamp_with_time_zone("created_at"),
    ];
    let references = [("report_id", "report"), ("unit_id", "unit"), ("to_unit_id", "unit")];
    schema.table("report_message", columns, &references).await?;
    schema.index("report_message", &["to_unit_id", "created_at"]).await?;
    schema.index("report_message", &["report_id", "id"]).await
}

async fn consolidation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("period_id"),
        text("period_code"),
        date("data_from"),
        date("data_to"),
        uuid("unit_id"),
        text("unit_name"),
        integer("version_no"),
        one_of("status", &["draft", "issued", "superseded"]),
        text("content"),
        text("content_digest"),
        timestamp_with_time_zone_null("issued_at"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [("movement_id", "movement"), ("period_id", "period"), ("unit_id", "unit")];
    schema.table("consolidation", columns, &references).await?;
    schema.unique("consolidation", &["unit_id", "period_id", "version_no"]).await?;
    schema.unique_among("consolidation", &["unit_id", "period_id"], "status = 'draft'").await?;
    for filter in ["movement_id", "period_id", "unit_id", "status"] {
        schema.index("consolidation", &[filter, "id"]).await?;
    }
    Ok(())
}

/// Rows of these tables are only added; what was attached to a version that was sent stays attached to it.
async fn never_changed(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == sea_orm::DbBackend::Sqlite;
    let tables = [
        ("receipt", ""),
        ("receipt_key", ""),
        ("report_message", ""),
        ("report_attachment", "WHEN (OLD.version_id IS NOT NULL)"),
    ];
    for (table, when) in tables {
        for event in ["UPDATE", "DELETE"] {
            let name = format!("{table}_{}", event.to_lowercase());
            let statement = if sqlite {
                format!(
                    "CREATE TRIGGER {name} BEFORE {event} ON {table} {when} \
                     BEGIN SELECT RAISE(ABORT, 'what was sent never changes'); END"
                )
            } else {
                format!(
                    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION sent_refuse()"
                )
            };
            manager.get_connection().execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}
