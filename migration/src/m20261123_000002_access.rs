//! Accounts, what they may do where, and their sessions.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of, one_of_null};

/// By what a session was begun.
const MEANS: [&str; 5] =
    ["password", "password_and_code", "password_and_recovery_code", "provider", "provider_and_factor"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        user_account(&schema).await?;
        assignment(&schema).await?;
        session(&schema).await?;
        refresh_token(&schema).await?;
        idempotency_key(&schema).await?;
        setting(&schema).await?;
        snapshot_version(&schema).await?;
        job(&schema).await?;
        operation(&schema).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            let sql = "DROP FUNCTION snapshot_version_look(boolean, boolean)";
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Schema(manager)
            .drop(&[
                "operation",
                "job",
                "snapshot_version",
                "setting",
                "idempotency_key",
                "refresh_token",
                "session",
                "assignment",
                "user_account",
            ])
            .await
    }
}

async fn user_account(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("username"),
        text("full_name"),
        text("search_text"),
        text("password_hash"),
        one_of("status", &["active", "suspended"]),
        boolean("is_demo"),
        boolean("password_change_required"),
        boolean("second_factor"),
        uuid_null("created_by"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("user_account", columns, &[("created_by", "user_account")]).await?;
    schema.unique("user_account", &["username"]).await?;
    schema.index("user_account", &["username", "id"]).await?;
    schema.index("user_account", &["status", "username", "id"]).await
}

async fn assignment(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("user_id"),
        one_of(
            "role",
            &[
                "officer",
                "head",
                "council_member",
                "council_secretary",
                "inspector",
                "data_protection_officer",
                "administrator",
            ],
        ),
        uuid("unit_id"),
        date("valid_from"),
        date_null("valid_to"),
        uuid_null("delegated_by_id"),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("permissions"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema
        .table(
            "assignment",
            columns,
            &[("user_id", "user_account"), ("unit_id", "unit"), ("delegated_by_id", "user_account")],
        )
        .await?;
    schema.index("assignment", &["user_id", "valid_from", "id"]).await?;
    schema.index("assignment", &["unit_id", "valid_from", "id"]).await?;
    schema.index("assignment", &["role", "valid_from", "id"]).await?;
    schema.index("assignment", &["delegated_by_id", "id"]).await?;
    schema.index("assignment", &["valid_from", "id"]).await
}

async fn session(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("user_id"),
        one_of("means", &MEANS),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("expires_at"),
        timestamp_with_time_zone_null("revoked_at"),
    ];
    schema.table("session", columns, &[("user_id", "user_account")]).await?;
    schema.index("session", &["user_id"]).await?;
    schema.index("session", &["revoked_at"]).await
}

async fn refresh_token(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("session_id"),
        text("digest"),
        timestamp_with_time_zone("issued_at"),
        timestamp_with_time_zone("expires_at"),
        timestamp_with_time_zone_null("used_at"),
        text_null("salt"),
        uuid_null("successor_id"),
    ];
    schema.table("refresh_token", columns, &[("session_id", "session")]).await?;
    schema.unique("refresh_token", &["digest"]).await?;
    schema.index("refresh_token", &["session_id"]).await
}

/// Of whoever calls: an account or a machine client.
async fn idempotency_key(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("user_id"),
        text("key"),
        text("fingerprint"),
        integer("status"),
        text_null("etag"),
        text_null("location"),
        text("body"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("idempotency_key", columns, &[]).await?;
    schema.unique("idempotency_key", &["user_id", "key"]).await?;
    schema.index("idempotency_key", &["created_at"]).await
}

async fn setting(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![text("name"), text("value")];
    schema.table("setting", columns, &[]).await?;
    schema.unique("setting", &["name"]).await
}

async fn snapshot_version(schema: &Schema<'_>) -> Result<(), DbErr> {
    let topics = ["organisation", "access", "session", "indicators", "figures", "journal", "readiness"];
    let columns = vec![one_of("topic", &topics), big_integer("value")];
    schema.table("snapshot_version", columns, &[]).await?;
    schema.unique("snapshot_version", &["topic"]).await?;
    look(schema.0).await
}

/// What a write reads first: the counters, at a moment from which on, until the write ends, nobody else changes the
/// organisation or what people may do (`alone` for whoever does). One round trip: each statement of the function sees
/// what was committed while the one before it waited. `mark` adds the number of the transaction, by which a reader
/// knows whether a replica has it yet. SQLite has one writer at a time and needs none of this.
async fn look(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == sea_orm::DbBackend::Sqlite {
        return Ok(());
    }
    let sql = "CREATE FUNCTION snapshot_version_look(alone boolean, mark boolean) \
        RETURNS TABLE (topic text, value bigint) LANGUAGE plpgsql AS $$ BEGIN \
        IF alone THEN PERFORM pg_advisory_xact_lock(hashtext('thidua'), hashtext(current_schema())); \
        ELSE PERFORM pg_advisory_xact_lock_shared(hashtext('thidua'), hashtext(current_schema())); END IF; \
        RETURN QUERY SELECT v.topic, v.value FROM snapshot_version v; \
        IF mark THEN RETURN QUERY SELECT 'transaction', pg_current_xact_id()::text::bigint; END IF; \
        END $$";
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}

async fn job(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("lane"),
        text("kind"),
        text("key"),
        text("payload"),
        timestamp_with_time_zone("due_at"),
        integer("attempt"),
        big_integer("requested"),
        uuid_null("holder"),
        timestamp_with_time_zone_null("lease_until"),
        big_integer("fencing"),
        text_null("last_error"),
        timestamp_with_time_zone_null("failed_at"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("job", columns, &[]).await?;
    schema.unique("job", &["kind", "key"]).await?;
    schema.index("job", &["kind", "due_at"]).await?;
    schema.index("job", &["failed_at"]).await
}

/// Of whoever calls: an account or, with scopes, a machine client.
async fn operation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("user_id"),
        text_null("scopes"),
        one_of_null("means", &MEANS),
        text("method"),
        text("target"),
        text_null("if_match"),
        text_null("accept"),
        text_null("language"),
        text_null("content_type"),
        text("body"),
        integer_null("status"),
        text_null("etag"),
        text_null("location"),
        text_null("answer"),
        text_null("file_name"),
        text_null("media_type"),
        text_null("rights"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("finished_at"),
    ];
    schema.table("operation", columns, &[]).await?;
    schema.index("operation", &["user_id", "target"]).await?;
    schema.index("operation", &["finished_at"]).await
}
