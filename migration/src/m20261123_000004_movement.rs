//! Movements, what they measure, when they report and to whom.
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
        movement(&schema).await?;
        movement_alias(&schema).await?;
        legal_basis(&schema).await?;
        indicator(&schema).await?;
        indicator_kind(&schema).await?;
        movement_indicator(&schema).await?;
        period(&schema).await?;
        period_due(&schema).await?;
        reporting_line(&schema).await?;
        movement_award_form(&schema).await?;
        milestone(&schema).await?;
        document_number(&schema).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager)
            .drop(&[
                "document_number",
                "milestone",
                "movement_award_form",
                "reporting_line",
                "period_due",
                "period",
                "movement_indicator",
                "indicator_kind",
                "indicator",
                "legal_basis",
                "movement_alias",
                "movement",
            ])
            .await
    }
}

async fn movement(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("code"),
        text("title"),
        text_null("title_en"),
        text("search_text"),
        date("starts_on"),
        date("ends_on"),
        one_of("status", &["draft", "launched", "running", "final_review", "closed", "cancelled"]),
        uuid("launched_by_unit_id"),
        uuid_null("parent_movement_id"),
        text_null("scope_note"),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("signature"),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("movement", columns, &[("launched_by_unit_id", "unit"), ("parent_movement_id", "movement")]).await?;
    schema.unique("movement", &["launched_by_unit_id", "code"]).await?;
    schema.index("movement", &["status", "id"]).await?;
    schema.index("movement", &["starts_on", "id"]).await?;
    schema.index("movement", &["parent_movement_id"]).await?;
    schema.index("movement", &["code", "id"]).await
}

async fn movement_alias(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("movement_id"), text("title")];
    schema.table("movement_alias", columns, &[("movement_id", "movement")]).await?;
    schema.unique("movement_alias", &["movement_id", "title"]).await
}

async fn legal_basis(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        integer("ordinal"),
        text("number"),
        date_null("issued_on"),
        text("title"),
        boolean("verified"),
    ];
    schema.table("legal_basis", columns, &[("movement_id", "movement")]).await?;
    schema.unique("legal_basis", &["movement_id", "ordinal"]).await
}

async fn indicator(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        text("code"),
        text("name"),
        text_null("name_en"),
        text("search_text"),
        text("unit_of_measure"),
        one_of("direction", &["increase", "decrease", "reach"]),
        one_of("aggregation", &["sum", "ratio", "latest", "avg"]),
        one_of("value_type", &["quantitative", "qualitative"]),
        small_integer("decimals"),
        big_integer_null("upper_bound"),
        uuid_null("numerator_id"),
        uuid_null("denominator_id"),
        date_null("retired_on"),
        text_null("retire_reason"),
        uuid_null("replaced_by_id"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let parts = ["numerator_id", "denominator_id", "replaced_by_id"].map(|part| (part, "indicator"));
    schema.table("indicator", columns, &parts).await?;
    schema.unique("indicator", &["code"]).await
}

async fn indicator_kind(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("indicator_id"), one_of("unit_kind", &UNIT_KINDS)];
    schema.table("indicator_kind", columns, &[("indicator_id", "indicator")]).await?;
    schema.unique("indicator_kind", &["indicator_id", "unit_kind"]).await
}

async fn movement_indicator(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("movement_id"), uuid("indicator_id"), integer("ordinal")];
    schema.table("movement_indicator", columns, &[("movement_id", "movement"), ("indicator_id", "indicator")]).await?;
    schema.unique("movement_indicator", &["movement_id", "indicator_id"]).await
}

async fn period(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        text("code"),
        one_of("kind", &["month", "quarter", "half", "nine_month", "year", "thads_year", "custom"]),
        date("data_from"),
        date("data_to"),
        one_of("template", &["regular", "interim_review", "final_review"]).default("regular").to_owned(),
        uuid_null("schedule_id"),
    ];
    schema.table("period", columns, &[("movement_id", "movement")]).await?;
    schema.unique("period", &["movement_id", "code"]).await
}

async fn period_due(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("period_id"), one_of("tier", &["central", "provincial", "district"]), date("due_on")];
    schema.table("period_due", columns, &[("period_id", "period")]).await?;
    schema.unique("period_due", &["period_id", "tier"]).await
}

async fn reporting_line(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of("unit_kind", &UNIT_KINDS),
        one_of("receiver", &["parent", "standing_body"]),
        date_null("applies_from"),
        text_null("document_number"),
    ];
    schema.table("reporting_line", columns, &[("movement_id", "movement")]).await?;
    schema.unique_among("reporting_line", &["movement_id", "unit_kind"], "applies_from IS NULL").await?;
    schema.index("reporting_line", &["movement_id", "unit_kind"]).await
}

async fn movement_award_form(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("movement_id"), uuid("award_form_id")];
    schema
        .table("movement_award_form", columns, &[("movement_id", "movement"), ("award_form_id", "award_form")])
        .await?;
    schema.unique("movement_award_form", &["movement_id", "award_form_id"]).await
}

async fn milestone(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of("kind", &["interim_review", "final_review"]),
        date("held_on"),
        text_null("document_number"),
        text_null("note"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("milestone", columns, &[("movement_id", "movement")]).await?;
    schema.index("milestone", &["movement_id"]).await
}

async fn document_number(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("unit_id"),
        text("document_type"),
        text("number"),
        text("number_key"),
        integer("year"),
        text("subject_type"),
        uuid("subject_id"),
    ];
    schema.table("document_number", columns, &[("unit_id", "unit")]).await?;
    schema.unique("document_number", &["unit_id", "document_type", "number_key", "year"]).await
}
