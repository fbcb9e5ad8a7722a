//! Movements made by their people: who reports on an indicator in a movement, and what definitions said before,
//! and the days of years of the working calendar.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, UNIT_KINDS, one_of};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        movement_indicator_kind(&schema).await?;
        definition_version(&schema).await?;
        calendar_year(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["calendar_year", "definition_version", "movement_indicator_kind"]).await
    }
}

async fn movement_indicator_kind(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("indicator_id"),
        one_of("unit_kind", &UNIT_KINDS),
        date_null("applies_from"),
        text_null("document_number"),
    ];
    let references = [("movement_id", "movement"), ("indicator_id", "indicator")];
    schema.table("movement_indicator_kind", columns, &references).await?;
    schema.unique("movement_indicator_kind", &["movement_id", "indicator_id", "unit_kind"]).await
}

async fn calendar_year(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        integer("year"),
        json("days"),
        text("document_title"),
        text("document_number"),
        date("document_issued_on"),
        text("issuer"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("calendar_year", columns, &[]).await?;
    schema.unique("calendar_year", &["year"]).await
}

/// References nothing: a subject is of one of several tables.
async fn definition_version(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        one_of("subject_type", &["indicator", "award_form", "calendar_year"]),
        uuid("subject_id"),
        big_integer("version_no"),
        json("content"),
        uuid_null("changed_by"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("definition_version", columns, &[]).await?;
    schema.unique("definition_version", &["subject_type", "subject_id", "version_no"]).await
}
