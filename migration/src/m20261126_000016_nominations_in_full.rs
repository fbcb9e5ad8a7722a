//! What belongs to dossiers beside what they say: what the law was found to say of them, and the initiatives they rest on.
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
        eligibility_run(&schema).await?;
        initiative_use(&schema).await?;
        submission(&schema).await?;
        award_stage(&schema).await?;
        // A subject in all movements, and people who are called the same.
        schema.index("award", &["subject_key"]).await?;
        schema.index("award", &["search_text"]).await?;
        schema.index("nomination", &["subject_key"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager)
            .drop(&["award_stage", "submission_item", "submission", "initiative_use", "eligibility_run"])
            .await
    }
}

async fn eligibility_run(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("nomination_id"),
        one_of("occasion", &["submission", "council", "proposal", "decision"]),
        integer("version_no"),
        blob("content"),
        text("digest"),
        timestamp_with_time_zone("made_at"),
    ];
    schema.table("eligibility_run", columns, &[("nomination_id", "nomination")]).await?;
    schema.index("eligibility_run", &["nomination_id", "made_at"]).await
}

async fn initiative_use(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("nomination_id"), text("initiative_key")];
    schema.table("initiative_use", columns, &[("nomination_id", "nomination")]).await?;
    schema.unique("initiative_use", &["nomination_id", "initiative_key"]).await?;
    schema.index("initiative_use", &["initiative_key"]).await
}

async fn submission(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of("stage", &["interim", "final"]),
        uuid("unit_id"),
        text("unit_name"),
        text("document_number"),
        date("document_issued_on"),
        json("signature"),
        uuid("to_unit_id"),
        one_of_null("to_function", &["emulation_standing_body"]),
        uuid("sent_by"),
        timestamp_with_time_zone("sent_at"),
        big_integer("version"),
    ];
    let references =
        [("movement_id", "movement"), ("unit_id", "unit"), ("to_unit_id", "unit"), ("sent_by", "user_account")];
    schema.table("submission", columns, &references).await?;
    for filter in ["movement_id", "unit_id"] {
        schema.index("submission", &[filter, "sent_at", "id"]).await?;
    }
    schema.index("submission", &["to_function", "sent_at", "id"]).await?;
    schema.index("submission", &["sent_at", "id"]).await?;
    let columns = vec![uuid("submission_id"), uuid("nomination_id"), integer("rank"), integer("version_no")];
    let references = [("submission_id", "submission"), ("nomination_id", "nomination")];
    schema.table("submission_item", columns, &references).await?;
    schema.unique("submission_item", &["submission_id", "rank"]).await?;
    schema.index("submission_item", &["nomination_id"]).await
}

async fn award_stage(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("unit_id"),
        one_of("stage", &["interim", "final"]),
        text("award_form_codes"),
        date("opens_on"),
        date("closes_on"),
        text("document_number"),
        date("document_issued_on"),
        json("signature"),
        timestamp_with_time_zone("launched_at"),
        uuid("launched_by"),
        big_integer("version"),
    ];
    let references = [("movement_id", "movement"), ("unit_id", "unit"), ("launched_by", "user_account")];
    schema.table("award_stage", columns, &references).await?;
    schema.index("award_stage", &["movement_id", "launched_at", "id"]).await?;
    schema.index("award_stage", &["launched_at", "id"]).await
}
