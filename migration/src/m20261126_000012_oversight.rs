//! Guidance to units below, its addressees and their questions; inspections; files attached to papers of oversight.
mod inspections;

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
        guidance(&schema).await?;
        guidance_addressee(&schema).await?;
        guidance_question(&schema).await?;
        inspections::inspection(&schema).await?;
        inspections::inspection_unit(&schema).await?;
        inspections::inspection_member(&schema).await?;
        inspections::inspection_explanation(&schema).await?;
        inspections::inspection_recommendation(&schema).await?;
        paper_attachment(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        schema.drop(&["paper_attachment", "inspection_recommendation", "inspection_explanation"]).await?;
        schema.drop(&["inspection_member", "inspection_unit", "inspection"]).await?;
        schema.drop(&["guidance_question", "guidance_addressee", "guidance"]).await
    }
}

async fn guidance(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("unit_id"),
        one_of_null("unit_function", &["emulation_standing_body"]),
        text("unit_name"),
        text("title"),
        text("search_text"),
        one_of("topic", &["planning", "reporting", "commendation", "conduct"]),
        text("text"),
        json_binary("audience"),
        uuid_null("amends_id"),
        one_of_null("amendment", &["amends", "replaces"]),
        one_of("status", &["draft", "issued", "withdrawn"]),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("signature"),
        timestamp_with_time_zone_null("issued_at"),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [("movement_id", "movement"), ("unit_id", "unit"), ("amends_id", "guidance")];
    schema.table("guidance", columns, &references).await?;
    for filter in ["movement_id", "unit_id", "unit_function", "topic", "status"] {
        schema.index("guidance", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("guidance", &["updated_at", "id"]).await?;
    schema.index_of_optional("guidance", "issued_at").await?;
    schema.index("guidance", &["amends_id", "updated_at", "id"]).await
}

async fn guidance_addressee(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("guidance_id"),
        uuid("unit_id"),
        text("unit_name"),
        timestamp_with_time_zone("delivered_at"),
        timestamp_with_time_zone_null("read_at"),
        uuid_null("read_by"),
    ];
    schema.table("guidance_addressee", columns, &[("guidance_id", "guidance"), ("unit_id", "unit")]).await?;
    schema.unique("guidance_addressee", &["guidance_id", "unit_id"]).await?;
    schema.index("guidance_addressee", &["guidance_id", "id"]).await?;
    schema.index("guidance_addressee", &["unit_id", "guidance_id"]).await?;
    schema.index("guidance_addressee", &["read_at", "unit_id"]).await
}

async fn guidance_question(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("guidance_id"),
        uuid("movement_id"),
        uuid("guiding_unit_id"),
        one_of_null("guiding_function", &["emulation_standing_body"]),
        uuid("unit_id"),
        text("text"),
        one_of("status", &["open", "answered"]),
        text_null("answer"),
        timestamp_with_time_zone_null("answered_at"),
        boolean("published"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [("guidance_id", "guidance"), ("guiding_unit_id", "unit"), ("unit_id", "unit")];
    schema.table("guidance_question", columns, &references).await?;
    for filter in ["guidance_id", "movement_id", "guiding_unit_id", "unit_id", "status"] {
        schema.index("guidance_question", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("guidance_question", &["updated_at", "id"]).await
}

/// The papers are of several tables, so that no reference can hold them.
async fn paper_attachment(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        one_of(
            "paper_type",
            &["guidance", "inspection", "explanation", "recommendation", "council_session", "council_item"],
        ),
        uuid("paper_id"),
        uuid("file_id"),
        one_of("kind", &["signed_scan", "annex", "other"]),
        uuid("attached_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("paper_attachment", columns, &[("file_id", "file")]).await?;
    schema.unique("paper_attachment", &["paper_id", "file_id"]).await?;
    schema.index("paper_attachment", &["file_id"]).await
}
