//! Who owes which report, and the reports.
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
        obligation(&schema).await?;
        report(&schema).await?;
        paper_version(&schema).await?;
        report_value(&schema).await?;
        figure_change(&schema).await?;
        never_changed(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP FUNCTION IF EXISTS sent_refuse() CASCADE").await?;
        }
        Schema(manager).drop(&["figure_change", "report_value", "paper_version", "report", "obligation"]).await
    }
}

async fn obligation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("launched_by_unit_id"),
        uuid("period_id"),
        text("period_code"),
        uuid("unit_id"),
        uuid_null("preparer_unit_id"),
        text_null("province_code"),
        one_of(
            "status",
            &["expected", "draft", "issued", "submitted", "returned", "accepted", "waived", "closed_by_reorganisation"],
        ),
        date("data_from"),
        date("data_to"),
        date("due_on"),
        small_integer_null("closes_minute"),
        date("late_after"),
        date_null("extended_to"),
        text_null("extension_document"),
        text_null("waiver_document"),
        text_null("waiver_reason"),
        text_null("handover_document"),
        uuid("receiver_unit_id"),
        one_of_null("receiver_function", &["emulation_standing_body"]),
        one_of_null("receiver_line", &["parent", "standing_body"]),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema
        .table(
            "obligation",
            columns,
            &[
                ("movement_id", "movement"),
                ("launched_by_unit_id", "unit"),
                ("period_id", "period"),
                ("unit_id", "unit"),
                ("preparer_unit_id", "unit"),
                ("receiver_unit_id", "unit"),
            ],
        )
        .await?;
    schema.unique("obligation", &["period_id", "unit_id"]).await?;
    schema.index("obligation", &["movement_id", "period_id", "status"]).await?;
    for filter in ["movement_id", "period_id", "unit_id", "province_code", "status"] {
        schema.index("obligation", &[filter, "due_on", "id"]).await?;
    }
    schema.index("obligation", &["due_on", "id"]).await
}

const REPORT_STATUSES: [&str; 6] = ["draft", "issued", "submitted", "returned", "accepted", "correcting"];

async fn report(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("obligation_id"),
        uuid("movement_id"),
        uuid("period_id"),
        text("period_code"),
        date("data_from"),
        date("data_to"),
        uuid("unit_id"),
        text("unit_name"),
        uuid_null("preparer_unit_id"),
        text_null("province_code"),
        uuid("plan_id"),
        boolean("plan_sent"),
        one_of("status", &REPORT_STATUSES),
        one_of("shown_status", &REPORT_STATUSES),
        integer_null("shown_version_no"),
        integer("version_no"),
        text_null("content_digest"),
        integer_null("corrects"),
        text_null("correction_reason"),
        uuid_null("consolidation_id"),
        text_null("consolidation_digest"),
        json("consolidation_left_out"),
        date("due_on"),
        text_null("waiver_document"),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("signature"),
        json("narrative"),
        uuid("receiver_unit_id"),
        one_of_null("receiver_function", &["emulation_standing_body"]),
        timestamp_with_time_zone_null("first_submitted_at"),
        timestamp_with_time_zone_null("submitted_at"),
        timestamp_with_time_zone_null("late_from"),
        boolean("late"),
        text_null("return_reason_code"),
        text_null("return_reason"),
        boolean("had_files"),
        json("answers"),
        json_null("signed_checks"),
        timestamp_with_time_zone_null("accepted_at"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [
        ("obligation_id", "obligation"),
        ("movement_id", "movement"),
        ("period_id", "period"),
        ("unit_id", "unit"),
        ("preparer_unit_id", "unit"),
        ("plan_id", "plan"),
        ("receiver_unit_id", "unit"),
    ];
    schema.table("report", columns, &references).await?;
    report_indexes(schema).await
}

async fn report_indexes(schema: &Schema<'_>) -> Result<(), DbErr> {
    schema.unique("report", &["obligation_id"]).await?;
    schema.index("report", &["preparer_unit_id", "id"]).await?;
    schema.index("report", &["province_code", "shown_status", "updated_at", "id"]).await?;
    for filter in ["unit_id", "movement_id", "period_id", "province_code", "status", "shown_status", "receiver_unit_id"]
    {
        schema.index("report", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("report", &["updated_at", "id"]).await?;
    schema.index_of_optional("report", "submitted_at").await?;
    schema.index("report", &["due_on", "id"]).await
}

/// What was sent of reports and nominations, as it was sent.
async fn paper_version(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("paper_id"),
        integer("version_no"),
        blob("content"),
        text("digest"),
        uuid("sent_by"),
        timestamp_with_time_zone("sent_at"),
        uuid("unit_id"),
        uuid("to_unit_id"),
        one_of_null("to_function", &["emulation_standing_body"]),
        one_of("standing", &["submitted", "returned", "accepted", "superseded"]),
        timestamp_with_time_zone_null("settled_at"),
        text_null("reason_code"),
        text_null("reason"),
        big_integer_null("row_version"),
    ];
    schema.table("paper_version", columns, &[("unit_id", "unit"), ("to_unit_id", "unit")]).await?;
    schema.unique("paper_version", &["paper_id", "version_no"]).await
}

async fn report_value(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid_null("indicator_id"),
        integer("ordinal"),
        big_integer_null("value"),
        big_integer_null("numerator"),
        big_integer_null("denominator"),
        big_integer_null("below_value"),
        big_integer_null("below_numerator"),
        big_integer_null("below_denominator"),
        text_null("note"),
        json_binary("evidence"),
        date("data_from"),
        date("data_to"),
        one_of("quality", &["none", "submitted", "returned", "accepted", "pending", "superseded"]),
    ];
    let key = vec![uuid("report_id"), integer("version_no"), uuid("target_id")];
    let references = [("report_id", "report"), ("target_id", "target"), ("indicator_id", "indicator")];
    schema.table_in_order("report_value", (key, columns), &references).await?;
    schema.index("report_value", &["target_id"]).await
}

/// References nothing: what it tells of may be gone.
async fn figure_change(schema: &Schema<'_>) -> Result<(), DbErr> {
    let key = vec![big_integer("seq"), integer("ordinal")];
    let columns = vec![
        one_of("what", &["obligation", "obligations", "plan", "plans", "movement", "indicators", "everything"]),
        uuid_null("movement_id"),
        uuid_null("subject_id"),
        timestamp_with_time_zone("at"),
    ];
    schema.table_in_order("figure_change", (key, columns), &[]).await
}

/// What was sent stays as it was sent: of a version only what became of it may change, of its values only whether they
/// count.
async fn never_changed(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let version = "id, paper_id, version_no, content, digest, sent_by, sent_at, unit_id, to_unit_id, to_function";
    let value = "report_id, version_no, target_id, indicator_id, ordinal, value, \
                 numerator, denominator, below_value, below_numerator, below_denominator, note, evidence, data_from, data_to";
    let rules = [
        ("paper_version_update", format!("UPDATE OF {version}"), "paper_version", ""),
        ("paper_version_delete", "DELETE".to_owned(), "paper_version", ""),
        ("report_value_update", format!("UPDATE OF {value}"), "report_value", "WHEN (OLD.version_no > 0)"),
        ("report_value_delete", "DELETE".to_owned(), "report_value", "WHEN (OLD.version_no > 0)"),
    ];
    let sqlite = manager.get_database_backend() == sea_orm::DbBackend::Sqlite;
    let mut statements = vec![];
    if !sqlite {
        statements.push(
            "CREATE FUNCTION sent_refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'what was sent never changes'; END $$"
                .to_owned(),
        );
    }
    for (name, event, table, when) in rules {
        statements.push(if sqlite {
            format!(
                "CREATE TRIGGER {name} BEFORE {event} ON {table} {when} \
                 BEGIN SELECT RAISE(ABORT, 'what was sent never changes'); END"
            )
        } else {
            format!(
                "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION sent_refuse()"
            )
        });
    }
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
