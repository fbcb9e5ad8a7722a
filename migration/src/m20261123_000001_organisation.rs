//! The dated organisation: units, their names, codes and superiors, and who holds which function.
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
        unit(&schema).await?;
        unit_name(&schema).await?;
        unit_code(&schema).await?;
        unit_relation(&schema).await?;
        function_assignment(&schema).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["function_assignment", "unit_relation", "unit_code", "unit_name", "unit"]).await
    }
}

async fn unit(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        one_of("kind", &UNIT_KINDS),
        text_null("province_code"),
        text_null("district_code"),
        boolean("legal_personality"),
        date("valid_from"),
        date_null("valid_to"),
        uuid_null("ended_by_id"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("unit", columns, &[]).await?;
    schema.index("unit", &["kind"]).await?;
    schema.index("unit", &["province_code"]).await
}

async fn unit_name(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("unit_id"),
        text("name"),
        text_null("name_en"),
        text("search_text"),
        date("valid_from"),
        date_null("valid_to"),
        uuid_null("begun_by_id"),
        uuid_null("ended_by_id"),
    ];
    schema.table("unit_name", columns, &[("unit_id", "unit")]).await?;
    schema.unique("unit_name", &["unit_id", "valid_from"]).await
}

async fn unit_code(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("unit_id"),
        one_of("scheme", &["internal", "qd20_2020", "gso"]),
        text("code"),
        date("valid_from"),
        date_null("valid_to"),
        uuid_null("begun_by_id"),
        uuid_null("ended_by_id"),
    ];
    schema.table("unit_code", columns, &[("unit_id", "unit")]).await?;
    schema.unique("unit_code", &["unit_id", "scheme", "valid_from"]).await?;
    schema.index("unit_code", &["scheme", "code"]).await
}

async fn unit_relation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("child_id"),
        uuid("parent_id"),
        date("valid_from"),
        date_null("valid_to"),
        uuid_null("begun_by_id"),
        uuid_null("ended_by_id"),
    ];
    schema.table("unit_relation", columns, &[("child_id", "unit"), ("parent_id", "unit")]).await?;
    schema.unique("unit_relation", &["child_id", "valid_from"]).await?;
    schema.index("unit_relation", &["parent_id"]).await
}

async fn function_assignment(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        one_of("function", &["emulation_standing_body"]),
        uuid("unit_id"),
        date("valid_from"),
        date_null("valid_to"),
        text_null("note"),
        uuid_null("begun_by_id"),
        uuid_null("ended_by_id"),
    ];
    schema.table("function_assignment", columns, &[("unit_id", "unit")]).await?;
    schema.unique("function_assignment", &["function", "valid_from"]).await
}
