//! Inspections of units below: plan, units, team, explanations, recommendations.
use sea_orm_migration::{prelude::*, schema::*};

use crate::ddl::{Schema, one_of};

pub async fn inspection(schema: &Schema<'_>) -> Result<(), DbErr> {
    let states = ["planned", "announced", "in_progress", "concluded", "follow_up", "closed", "cancelled"];
    let columns = vec![
        uuid("movement_id"),
        uuid("unit_id"),
        text("unit_name"),
        text("title"),
        text("search_text"),
        text("content"),
        date("starts_on"),
        date("ends_on"),
        one_of("status", &states),
        text_null("document_number"),
        date_null("document_issued_on"),
        json_null("signature"),
        timestamp_with_time_zone_null("announced_at"),
        text_null("conclusion"),
        text_null("conclusion_number"),
        date_null("conclusion_issued_on"),
        json_null("conclusion_signature"),
        timestamp_with_time_zone_null("concluded_at"),
        text_null("end_reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    schema.table("inspection", columns, &[("movement_id", "movement"), ("unit_id", "unit")]).await?;
    for filter in ["movement_id", "unit_id", "status"] {
        schema.index("inspection", &[filter, "starts_on", "id"]).await?;
    }
    schema.index("inspection", &["updated_at", "id"]).await?;
    schema.index("inspection", &["starts_on", "id"]).await
}

pub async fn inspection_unit(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("inspection_id"), uuid("unit_id")];
    schema.table("inspection_unit", columns, &[("inspection_id", "inspection"), ("unit_id", "unit")]).await?;
    schema.unique("inspection_unit", &["inspection_id", "unit_id"]).await?;
    schema.index("inspection_unit", &["unit_id", "inspection_id"]).await
}

pub async fn inspection_member(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("inspection_id"),
        uuid("user_id"),
        one_of("role", &["leader", "secretary", "member"]),
        date("valid_from"),
        date("valid_to"),
    ];
    let references = [("inspection_id", "inspection"), ("user_id", "user_account")];
    schema.table("inspection_member", columns, &references).await?;
    schema.unique("inspection_member", &["inspection_id", "user_id"]).await?;
    schema.index("inspection_member", &["user_id"]).await
}

pub async fn inspection_explanation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("inspection_id"),
        uuid("movement_id"),
        uuid("inspecting_unit_id"),
        uuid("unit_id"),
        text("text"),
        boolean("after_conclusion"),
        uuid("written_by"),
        timestamp_with_time_zone("created_at"),
    ];
    let references = [("inspection_id", "inspection"), ("inspecting_unit_id", "unit"), ("unit_id", "unit")];
    schema.table("inspection_explanation", columns, &references).await?;
    for filter in ["inspection_id", "movement_id", "inspecting_unit_id", "unit_id"] {
        schema.index("inspection_explanation", &[filter, "id"]).await?;
    }
    Ok(())
}

pub async fn inspection_recommendation(schema: &Schema<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("inspection_id"),
        uuid("movement_id"),
        uuid("inspecting_unit_id"),
        uuid("owner_unit_id"),
        integer("ordinal"),
        text("text"),
        date("due_on"),
        one_of("status", &["draft", "open", "answered", "done", "dropped"]),
        text_null("answer"),
        timestamp_with_time_zone_null("answered_at"),
        timestamp_with_time_zone_null("settled_at"),
        text_null("reason"),
        json("authors"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ];
    let references = [("inspection_id", "inspection"), ("inspecting_unit_id", "unit"), ("owner_unit_id", "unit")];
    schema.table("inspection_recommendation", columns, &references).await?;
    for filter in ["inspection_id", "movement_id", "inspecting_unit_id", "owner_unit_id", "status"] {
        schema.index("inspection_recommendation", &[filter, "due_on", "id"]).await?;
    }
    schema.index("inspection_recommendation", &["due_on", "id"]).await?;
    schema.index("inspection_recommendation", &["updated_at", "id"]).await
}
