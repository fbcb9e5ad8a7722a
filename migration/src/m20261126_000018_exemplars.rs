//! Exemplars: who recognised them, which units adopted them, and what of their reports shows it.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        exemplar(&schema).await?;
        exemplar_recognition(&schema).await?;
        exemplar_adoption(&schema).await?;
        exemplar_result(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["exemplar_result", "exemplar_adoption", "exemplar_recognition", "exemplar"];
        Schema(manager).drop(&tables).await
    }
}

async fn exemplar(schema: &Schema<'_>) -> Result<(), DbErr> {
    let states =
        ["discovered", "fostering", "recognised", "publicised", "replicating", "concluded", "withdrawn", "dropped"];
    let columns = vec![
        uuid("movement_id"),
        uuid("unit_id"),
        text("unit_name"),
        text_null("province_code"),
        one_of("kind", &["exemplar", "initiative", "model", "experience", "practice"]),
        text("title"),
        text("search_text"),
        text("description"),
        date("discovered_on"),
        text_null("person_name"),
        boolean("person_agrees"),
        one_of("status", &states),
        text_null("foster_plan"),
        text_null("foster_responsible"),
        date_null("foster_until"),
        timestamp_with_time_zone_null("recognised_at"),
        timestamp_with_time_zone_null("published_at"),
        text_null("conclusion"),
        text_null("end_reason"),
        text_null("end_document"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("exemplar", columns, &[("movement_id", "movement"), ("unit_id", "unit")]).await?;
    for filter in ["movement_id", "unit_id", "province_code", "kind", "status"] {
        schema.index("exemplar", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("exemplar", &["updated_at", "id"]).await?;
    schema.index_of_optional("exemplar", "published_at").await
}

async fn exemplar_recognition(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("exemplar_id"),
        uuid("unit_id"),
        text("unit_name"),
        text("document_number"),
        date("document_issued_on"),
        json("signature"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("exemplar_recognition", columns, &[("exemplar_id", "exemplar"), ("unit_id", "unit")]).await?;
    schema.unique("exemplar_recognition", &["exemplar_id", "unit_id"]).await
}

async fn exemplar_adoption(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("exemplar_id"),
        uuid("movement_id"),
        uuid("unit_id"),
        text("unit_name"),
        text_null("province_code"),
        date("started_on"),
        text("description"),
        one_of("status", &["running", "ended"]),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("exemplar_adoption", columns, &[("exemplar_id", "exemplar"), ("unit_id", "unit")]).await?;
    schema.unique("exemplar_adoption", &["exemplar_id", "unit_id"]).await?;
    for filter in ["exemplar_id", "movement_id", "unit_id", "province_code", "status"] {
        schema.index("exemplar_adoption", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("exemplar_adoption", &["updated_at", "id"]).await
}

/// One figure of a report shows once what an exemplar has brought.
async fn exemplar_result(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("exemplar_id"),
        uuid_null("adoption_id"),
        uuid("unit_id"),
        integer("ordinal"),
        uuid("report_id"),
        integer("version_no"),
        uuid("target_id"),
    ];
    let references = [("exemplar_id", "exemplar"), ("adoption_id", "exemplar_adoption"), ("report_id", "report")];
    schema.table("exemplar_result", columns, &references).await?;
    schema.unique("exemplar_result", &["exemplar_id", "report_id", "target_id"]).await?;
    schema.index("exemplar_result", &["adoption_id"]).await
}
