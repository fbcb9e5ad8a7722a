//! Reporting schedules, what became of who owes what, and the groups of peers that are ranked among each other.
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
        reporting_schedule(&schema).await?;
        obligation_change(&schema).await?;
        only_grows(manager).await?;
        peer_group(&schema).await?;
        peer_group_member(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["peer_group_member", "peer_group", "obligation_change", "reporting_schedule"]).await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP FUNCTION ledger_refuse").await?;
        }
        Ok(())
    }
}

async fn reporting_schedule(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        text("name"),
        text("regime"),
        one_of("period_kind", &["month", "quarter", "half", "nine_month", "year", "thads_year", "custom"]),
        text("content"),
        one_of("template", &["regular", "interim_review", "final_review"]),
        one_of_null("receiver", &["parent", "standing_body"]),
        small_integer_null("closes_minute"),
        text("document_number"),
        uuid_null("replaces_id"),
        one_of("status", &["draft", "active", "superseded", "withdrawn"]),
        json("authors"),
        timestamp_with_time_zone_null("activated_at"),
        text_null("end_reason"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema
        .table("reporting_schedule", columns, &[("movement_id", "movement"), ("replaces_id", "reporting_schedule")])
        .await?;
    schema.index("reporting_schedule", &["movement_id", "updated_at", "id"]).await?;
    schema.index("reporting_schedule", &["updated_at", "id"]).await
}

/// Outlives the obligation and its unit: what was owed by a reorganisation that is taken back is owed no more, and was.
async fn obligation_change(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("obligation_id"),
        uuid("movement_id"),
        uuid("period_id"),
        uuid("unit_id"),
        one_of(
            "kind",
            &[
                "opened",
                "joined",
                "ended_by_reorganisation",
                "split_by_reorganisation",
                "handed_over",
                "exempted",
                "waived",
                "extended",
                "withdrawn",
                "restored",
            ],
        ),
        date("holds_from"),
        text_null("document_number"),
        text_null("reason"),
        uuid_null("reorganisation_id"),
        date_null("data_from"),
        date_null("data_to"),
        date_null("due_on"),
        uuid_null("preparer_unit_id"),
        boolean_null("excuses_lateness"),
        uuid_null("set_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("obligation_change", columns, &[("movement_id", "movement"), ("period_id", "period")]).await?;
    schema.index("obligation_change", &["obligation_id", "id"]).await?;
    schema.index("obligation_change", &["movement_id", "id"]).await?;
    schema.index("obligation_change", &["period_id", "id"]).await?;
    schema.index("obligation_change", &["movement_id", "unit_id", "id"]).await?;
    schema.index("obligation_change", &["movement_id", "kind", "id"]).await
}

/// Entries of the ledger are written once.
async fn only_grows(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (db, refused) = (manager.get_connection(), "the ledger only grows");
    let sqlite = manager.get_database_backend() == sea_orm::DbBackend::Sqlite;
    if !sqlite {
        let function = format!(
            "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION '{refused}'; END $$"
        );
        db.execute_unprepared(&function).await?;
    }
    for event in ["UPDATE", "DELETE"] {
        let name = format!("obligation_change_{}", event.to_lowercase());
        let does = if sqlite {
            format!("BEGIN SELECT RAISE(ABORT, '{refused}'); END")
        } else {
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()".to_owned()
        };
        db.execute_unprepared(&format!("CREATE TRIGGER {name} BEFORE {event} ON obligation_change {does}")).await?;
    }
    Ok(())
}

async fn peer_group(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("code"),
        text("name"),
        text("document_number"),
        date("valid_from"),
        date_null("valid_to"),
        text_null("end_document"),
        uuid("set_by"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("peer_group", columns, &[]).await?;
    schema.unique("peer_group", &["code"]).await?;
    schema.index("peer_group", &["code", "id"]).await
}

async fn peer_group_member(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("peer_group_id"), uuid("unit_id")];
    schema.table("peer_group_member", columns, &[("peer_group_id", "peer_group"), ("unit_id", "unit")]).await?;
    schema.unique("peer_group_member", &["peer_group_id", "unit_id"]).await?;
    schema.index("peer_group_member", &["unit_id"]).await
}
