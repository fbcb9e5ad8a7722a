//! Quotas: documents that give places in a review of a movement, and what they say of each unit.
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
        award_quota(&schema).await?;
        award_quota_item(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["award_quota_item", "award_quota"]).await
    }
}

async fn award_quota(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("unit_id"),
        one_of("stage", &["interim", "final"]),
        text("document_number"),
        date("document_issued_on"),
        json("signature"),
        timestamp_with_time_zone("given_at"),
        uuid("given_by"),
        big_integer("version"),
    ];
    let references = [("movement_id", "movement"), ("unit_id", "unit"), ("given_by", "user_account")];
    schema.table("award_quota", columns, &references).await?;
    schema.index("award_quota", &["movement_id", "given_at", "id"]).await?;
    schema.index("award_quota", &["given_at", "id"]).await
}

/// Of one form, kind of subject and unit one item holds at a time.
async fn award_quota_item(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("quota_id"),
        integer("ordinal"),
        uuid("movement_id"),
        one_of("stage", &["interim", "final"]),
        uuid("award_form_id"),
        one_of("subject_type", &["individual", "collective", "household"]),
        uuid("unit_id"),
        one_of("kind", &["percent", "absolute"]),
        integer("num"),
        integer_null("den"),
        one_of_null("base", &["units", "direct_participants", "persons", "households"]),
        integer_null("base_count"),
        one_of_null("rounding", &["floor", "ceiling", "half_up", "none"]),
        integer_null("minimum"),
        integer("places"),
        date("given_on"),
        timestamp_with_time_zone_null("replaced_at"),
    ];
    let references = [
        ("quota_id", "award_quota"),
        ("movement_id", "movement"),
        ("award_form_id", "award_form"),
        ("unit_id", "unit"),
    ];
    schema.table("award_quota_item", columns, &references).await?;
    schema.unique("award_quota_item", &["quota_id", "ordinal"]).await?;
    let one = ["movement_id", "stage", "award_form_id", "subject_type", "unit_id"];
    schema.unique_among_as("in_force", "award_quota_item", &one, "replaced_at IS NULL").await
}
