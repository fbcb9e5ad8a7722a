//! Postings: lists that are made public, and what is objected to on them.
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
        posting(&schema).await?;
        posting_entry(&schema).await?;
        posting_objection(&schema).await?;
        thread(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables =
            ["posting_objection_message", "posting_objection_entry", "posting_objection", "posting_entry", "posting"];
        Schema(manager).drop(&tables).await
    }
}

async fn posting(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of("stage", &["interim", "final"]),
        uuid("unit_id"),
        one_of_null("unit_function", &["emulation_standing_body"]),
        text("unit_name"),
        text("title"),
        date_null("council_on"),
        integer("days"),
        one_of("counting", &["working", "calendar"]),
        date_null("publish_by"),
        date_null("first_on"),
        date_null("last_on"),
        date_null("end_from"),
        one_of("status", &["draft", "published", "ended", "withdrawn"]),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("posting", columns, &[("movement_id", "movement"), ("unit_id", "unit")]).await?;
    for filter in ["movement_id", "unit_id", "status"] {
        schema.index("posting", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("posting", &["updated_at", "id"]).await?;
    schema.index("posting", &["unit_function", "updated_at", "id"]).await?;
    schema.index("posting", &["status", "id"]).await
}

async fn posting_entry(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("posting_id"),
        integer("ordinal"),
        uuid("nomination_id"),
        integer("nomination_version_no"),
        one_of("subject_type", &["individual", "collective", "household"]),
        text("full_name"),
        text_null("position"),
        text("unit_name"),
        uuid("award_form_id"),
        uuid_null("rule_id"),
    ];
    let references = [
        ("posting_id", "posting"),
        ("nomination_id", "nomination"),
        ("award_form_id", "award_form"),
        ("rule_id", "legal_rule"),
    ];
    schema.table("posting_entry", columns, &references).await?;
    schema.unique("posting_entry", &["posting_id", "ordinal"]).await?;
    schema.index("posting_entry", &["nomination_id"]).await
}

async fn posting_objection(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("posting_id"),
        uuid("movement_id"),
        uuid("unit_id"),
        one_of_null("unit_function", &["emulation_standing_body"]),
        one_of("status", &["open", "upheld", "dismissed", "withdrawn"]),
        text("secret_digest"),
        text_null("decision_reason"),
        timestamp_with_time_zone_null("decided_at"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [("posting_id", "posting"), ("movement_id", "movement"), ("unit_id", "unit")];
    schema.table("posting_objection", columns, &references).await?;
    schema.unique("posting_objection", &["secret_digest"]).await?;
    for filter in ["posting_id", "movement_id", "unit_id", "unit_function", "status"] {
        schema.index("posting_objection", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("posting_objection", &["updated_at", "id"]).await
}

async fn thread(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("objection_id"),
        uuid("entry_id"),
        integer("ordinal"),
        uuid("nomination_id"),
        integer("nomination_version_no"),
    ];
    let references =
        [("objection_id", "posting_objection"), ("entry_id", "posting_entry"), ("nomination_id", "nomination")];
    schema.table("posting_objection_entry", columns, &references).await?;
    schema.unique("posting_objection_entry", &["objection_id", "entry_id"]).await?;
    schema.index("posting_objection_entry", &["nomination_id"]).await?;
    let columns = vec![
        uuid("objection_id"),
        one_of("author", &["objector", "unit"]),
        text("text"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("posting_objection_message", columns, &[("objection_id", "posting_objection")]).await?;
    schema.index("posting_objection_message", &["objection_id"]).await
}
