//! Plans and their tasks, measures and targets.
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
        plan(&schema).await?;
        task(&schema).await?;
        measure(&schema).await?;
        target(&schema).await?;
        supplement_request(&schema).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema(manager).drop(&["supplement_request", "target", "measure", "task", "plan"]).await
    }
}

async fn plan(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("movement_id"),
        uuid("unit_id"),
        text("unit_name"),
        text_null("province_code"),
        uuid("root_id"),
        integer("version_no"),
        one_of(
            "status",
            &[
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
            ],
        ),
        date("starts_on"),
        text_null("document_number"),
        date_null("document_issued_on"),
        text_null("signer_name"),
        text_null("signer_title"),
        uuid_null("receiver_unit_id"),
        one_of_null("receiver_function", &["emulation_standing_body"]),
        timestamp_with_time_zone_null("sent_at"),
        timestamp_with_time_zone_null("received_at"),
        uuid("drafted_by"),
        uuid("edited_by"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema
        .table("plan", columns, &[("movement_id", "movement"), ("unit_id", "unit"), ("receiver_unit_id", "unit")])
        .await?;
    schema.unique("plan", &["movement_id", "unit_id", "version_no"]).await?;
    schema.index("plan", &["unit_id", "id"]).await?;
    schema.index("plan", &["movement_id", "status", "id"]).await?;
    schema.index("plan", &["province_code", "status", "updated_at", "id"]).await?;
    schema.index("plan", &["status", "starts_on"]).await?;
    schema.index("plan", &["receiver_unit_id", "status", "id"]).await?;
    schema.index("plan", &["updated_at", "id"]).await
}

async fn task(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns =
        vec![uuid("plan_id"), integer("ordinal"), text_null("code"), text("title"), text_null("no_target_reason")];
    schema.table("task", columns, &[("plan_id", "plan")]).await?;
    schema.unique("task", &["plan_id", "ordinal"]).await
}

async fn measure(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("plan_id"), uuid_null("task_id"), integer("ordinal"), text("title")];
    schema.table("measure", columns, &[("plan_id", "plan"), ("task_id", "task")]).await?;
    schema.unique("measure", &["plan_id", "ordinal"]).await
}

async fn target(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("plan_id"),
        uuid("task_id"),
        uuid("root_id"),
        integer("ordinal"),
        uuid_null("inherits_from"),
        uuid_null("indicator_id"),
        text("title"),
        text_null("unit_of_measure"),
        one_of("comparator", &["gte", "lte", "eq", "reach"]),
        big_integer_null("baseline"),
        big_integer_null("target_value"),
        big_integer_null("numerator"),
        big_integer_null("denominator"),
        date_null("due_on"),
        big_integer_null("current_value"),
        big_integer_null("current_numerator"),
        big_integer_null("current_denominator"),
    ];
    schema
        .table(
            "target",
            columns,
            &[("plan_id", "plan"), ("task_id", "task"), ("inherits_from", "target"), ("indicator_id", "indicator")],
        )
        .await?;
    schema.unique("target", &["plan_id", "ordinal"]).await?;
    schema.index("target", &["indicator_id"]).await
}

async fn supplement_request(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("plan_id"),
        uuid("requested_by"),
        uuid("requesting_unit_id"),
        text("reason"),
        date("due_on"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("resolved_at"),
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
