//! Plans and their tasks, measures and targets.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, UNIT_KINDS, one_of, one_of_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema(manager);
        plan_template(&schema).await?;
        plan(&schema).await?;
        task(&schema).await?;
        measure(&schema).await?;
        target(&schema).await?;
        target_level(&schema).await?;
        target_milestone(&schema).await?;
        target_band(&schema).await?;
        target_band_unit(&schema).await?;
        supplement_request(&schema).await?;
        supplement_reply(&schema).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "supplement_reply",
            "supplement_request",
            "target_band_unit",
            "target_band",
            "target_milestone",
            "target_level",
            "target",
            "measure",
            "task",
            "plan",
            "plan_template",
        ];
        Schema(manager).drop(&tables).await
    }
}

const STATUSES: [&str; 12] = [
    "draft",
    "pending_signature",
    "issued",
    "sent",
    "received",
    "supplement_requested",
    "in_effect",
    "superseded",
    "closed",
    "cancelled",
    "transferred",
    "closed_by_reorganisation",
];

async fn plan(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("unit_id"),
        text("unit_name"),
        text_null("province_code"),
        uuid("root_id"),
        integer("version_no"),
        one_of("status", &STATUSES),
        date("starts_on"),
        boolean("full_allocation"),
        uuid_null("template_id"),
        uuid_null("copied_from"),
        text_null("document_number"),
        integer_null("annex_no"),
        date_null("document_issued_on"),
        json_null("signature"),
        text_null("content_digest"),
        uuid_null("receiver_unit_id"),
        one_of_null("receiver_function", &["emulation_standing_body"]),
        timestamp_with_time_zone_null("sent_at"),
        timestamp_with_time_zone_null("received_at"),
        text_null("received_digest"),
        text_null("return_reason"),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema
        .table(
            "plan",
            columns,
            &[
                ("movement_id", "movement"),
                ("unit_id", "unit"),
                ("receiver_unit_id", "unit"),
                ("template_id", "plan_template"),
                ("copied_from", "plan"),
            ],
        )
        .await?;
    schema.unique("plan", &["movement_id", "unit_id", "version_no"]).await?;
    for filter in ["unit_id", "movement_id", "province_code", "status", "receiver_unit_id"] {
        schema.index("plan", &[filter, "updated_at", "id"]).await?;
    }
    schema.index("plan", &["updated_at", "id"]).await?;
    schema.index_of_optional("plan", "sent_at").await?;
    schema.index("plan", &["status", "starts_on"]).await
}

/// Who answers for a part of a plan, by when and where it is tried out first.
fn charge() -> [ColumnDef; 4] {
    [uuid_null("responsible_unit_id"), text_null("responsible_person"), date_null("due_on"), text_null("pilot_site")]
}

async fn task(schema: &Schema<'_>) -> Result<(), DbErr> {
    let mut columns = vec![
        uuid("plan_id"),
        uuid("root_id"),
        integer("ordinal"),
        text_null("code"),
        text("title"),
        text_null("no_target_reason"),
    ];
    columns.extend(charge());
    schema.table("task", columns, &[("plan_id", "plan"), ("responsible_unit_id", "unit")]).await?;
    schema.unique("task", &["plan_id", "ordinal"]).await
}

async fn measure(schema: &Schema<'_>) -> Result<(), DbErr> {
    let mut columns = vec![uuid("plan_id"), uuid("root_id"), uuid_null("task_id"), integer("ordinal"), text("title")];
    columns.extend(charge());
    let references = [("plan_id", "plan"), ("task_id", "task"), ("responsible_unit_id", "unit")];
    schema.table("measure", columns, &references).await?;
    schema.unique("measure", &["plan_id", "ordinal"]).await?;
    schema.index("measure", &["task_id"]).await
}

async fn target(schema: &Schema<'_>) -> Result<(), DbErr> {
    let mut columns = vec![
        uuid("plan_id"),
        uuid("task_id"),
        uuid("root_id"),
        integer("ordinal"),
        json_binary("inherits_from"),
        uuid_null("allocation_id"),
        uuid_null("indicator_id"),
        text("title"),
        text_null("unit_of_measure"),
        one_of_null("aggregation", &["sum", "ratio", "latest", "avg"]),
        one_of("comparator", &["gte", "lte", "eq", "reach"]),
        big_integer_null("baseline"),
        big_integer_null("target_value"),
        big_integer_null("numerator"),
        big_integer_null("denominator"),
        text_null("gap_reason"),
        big_integer_null("gap_waived"),
        uuid_null("gap_waived_by"),
        timestamp_with_time_zone_null("gap_waived_at"),
    ];
    columns.extend(charge());
    let references =
        [("plan_id", "plan"), ("task_id", "task"), ("indicator_id", "indicator"), ("responsible_unit_id", "unit")];
    schema.table("target", columns, &references).await?;
    schema.unique("target", &["plan_id", "ordinal"]).await?;
    schema.index("target", &["task_id"]).await?;
    schema.index("target", &["root_id"]).await?;
    schema.index("target", &["allocation_id"]).await?;
    schema.index("target", &["indicator_id", "id"]).await
}

/// Levels of a target that is judged and not counted, the worst first.
async fn target_level(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("target_id"), integer("level"), text("title")];
    schema.table("target_level", columns, &[("target_id", "target")]).await?;
    schema.unique("target_level", &["target_id", "level"]).await
}

async fn target_milestone(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("target_id"),
        uuid("period_id"),
        big_integer_null("value"),
        big_integer_null("numerator"),
        big_integer_null("denominator"),
    ];
    schema.table("target_milestone", columns, &[("target_id", "target"), ("period_id", "period")]).await?;
    schema.unique("target_milestone", &["target_id", "period_id"]).await
}

async fn target_band(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("target_id"),
        integer("ordinal"),
        text("title"),
        big_integer_null("value"),
        big_integer_null("numerator"),
        big_integer_null("denominator"),
    ];
    schema.table("target_band", columns, &[("target_id", "target")]).await?;
    schema.unique("target_band", &["target_id", "ordinal"]).await
}

/// A unit stands in one band of a target.
async fn target_band_unit(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("target_id"), uuid("band_id"), uuid("unit_id")];
    let references = [("target_id", "target"), ("band_id", "target_band"), ("unit_id", "unit")];
    schema.table("target_band_unit", columns, &references).await?;
    schema.unique("target_band_unit", &["target_id", "unit_id"]).await
}

async fn supplement_request(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("plan_id"),
        uuid("requested_by"),
        uuid("requesting_unit_id"),
        text("reason"),
        date("due_on"),
        text("seen_digest"),
        timestamp_with_time_zone("created_at"),
        one_of_null("resolution", &["amended", "explained", "withdrawn"]),
        text_null("resolution_note"),
        timestamp_with_time_zone_null("resolved_at"),
        uuid_null("resolved_by"),
        uuid_null("resolved_by_plan_id"),
    ];
    schema
        .table(
            "supplement_request",
            columns,
            &[("plan_id", "plan"), ("requesting_unit_id", "unit"), ("resolved_by_plan_id", "plan")],
        )
        .await?;
    schema.index("supplement_request", &["plan_id"]).await
}

async fn supplement_reply(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("request_id"),
        uuid("unit_id"),
        uuid("written_by"),
        text("text"),
        timestamp_with_time_zone("created_at"),
    ];
    schema.table("supplement_reply", columns, &[("request_id", "supplement_request"), ("unit_id", "unit")]).await?;
    schema.index("supplement_reply", &["request_id"]).await
}

/// What a standing body recommends to a kind of unit; its content is a plan's, as it would be sent.
async fn plan_template(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        one_of("unit_kind", &UNIT_KINDS),
        text("title"),
        text_null("introduction"),
        text("content"),
        one_of("status", &["draft", "published", "withdrawn"]),
        json("authors"),
        timestamp_with_time_zone_null("published_at"),
        text_null("end_reason"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("plan_template", columns, &[("movement_id", "movement")]).await?;
    schema.index("plan_template", &["movement_id", "unit_kind", "status", "id"]).await?;
    schema.unique_among("plan_template", &["movement_id", "unit_kind"], "status = 'published'").await?;
    schema.index("plan_template", &["updated_at", "id"]).await
}
