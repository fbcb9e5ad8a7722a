//! Who owes a plan in the whole sector: the service's statements, and its rows as they come.
use std::time::SystemTime;

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use anyhow::Result;
use sea_orm::{
    DbErr, QueryResult,
    prelude::{Date, DateTimeUtc},
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Failure, State};
use crate::database::{all, one};

const MOVEMENT: &str = r#"SELECT "movement"."id", "movement"."code", "movement"."title", "movement"."title_en",
    "movement"."search_text", "movement"."starts_on", "movement"."ends_on", "movement"."status",
    "movement"."launched_by_unit_id", "movement"."parent_movement_id", "movement"."scope_note",
    "movement"."document_number", "movement"."document_issued_on", "movement"."signer_name", "movement"."signer_title",
    "movement"."authors", "movement"."version", "movement"."created_at", "movement"."updated_at"
    FROM "movement" WHERE "movement"."id" = ?
    AND ("movement"."status" <> ? OR "movement"."launched_by_unit_id" IN (?, ?)) LIMIT ?"#;

const LINES: &str = r#"SELECT "reporting_line"."id", "reporting_line"."movement_id", "reporting_line"."unit_kind",
    "reporting_line"."receiver" FROM "reporting_line" WHERE "reporting_line"."movement_id" = ?"#;

const DEADLINES: &str = r#"SELECT "plan_deadline"."id", "plan_deadline"."movement_id", "plan_deadline"."unit_kind",
    "plan_deadline"."unit_id", "plan_deadline"."due_on", "plan_deadline"."locks_on", "plan_deadline"."document_number",
    "plan_deadline"."reason", "plan_deadline"."set_by", "plan_deadline"."created_at" FROM "plan_deadline"
    WHERE "plan_deadline"."movement_id" = ?
    ORDER BY "plan_deadline"."created_at" ASC, "plan_deadline"."id" ASC"#;

const VERSIONS: &str = r#"SELECT "plan"."id", "plan"."unit_id", "plan"."version_no", "plan"."status", "plan"."sent_at"
    FROM "plan" WHERE "plan"."movement_id" = ? AND "plan"."status" <> ?"#;

const OVERDUE: &str = r#"SELECT "supplement_request"."plan_id" FROM "supplement_request"
    WHERE "supplement_request"."resolved_at" IS NULL AND "supplement_request"."due_on" < ?
    AND "supplement_request"."plan_id" IN (SELECT "plan"."id" FROM "plan" WHERE "plan"."movement_id" = ?)"#;

#[derive(Deserialize)]
pub struct Asked {
    movement_id: Uuid,
}

pub async fn sector(state: Data<State>, asked: Query<Asked>) -> Result<HttpResponse, Failure> {
    let (db, movement) = (&state.reader, asked.movement_id);
    // Whichever units are named: the movement is no draft.
    let own = state.own;
    one(db, MOVEMENT, vec![movement.into(), "draft".into(), own.into(), own.into(), 1_u64.into()]).await?;
    let lines = all(db, LINES, vec![movement.into()]).await?;
    lines.iter().try_for_each(line)?;
    let deadlines = all(db, DEADLINES, vec![movement.into()]).await?;
    deadlines.iter().try_for_each(deadline)?;
    let versions = all(db, VERSIONS, vec![movement.into(), "cancelled".into()]).await?;
    versions.iter().try_for_each(version)?;
    let today = DateTimeUtc::from(SystemTime::now()).date_naive();
    let overdue = all(db, OVERDUE, vec![today.into(), movement.into()]).await?;
    for row in &overdue {
        let _plan: Uuid = row.try_get("", "plan_id")?;
    }
    let rows = lines.len() + deadlines.len() + versions.len() + overdue.len();
    Ok(HttpResponse::Ok().json(json!({ "rows": rows })))
}

fn line(row: &QueryResult) -> Result<(), DbErr> {
    let _line: (Uuid, Uuid) = (row.try_get("", "id")?, row.try_get("", "movement_id")?);
    let _way: (String, String) = (row.try_get("", "unit_kind")?, row.try_get("", "receiver")?);
    Ok(())
}

fn deadline(row: &QueryResult) -> Result<(), DbErr> {
    let _whom: (Option<String>, Option<Uuid>) = (row.try_get("", "unit_kind")?, row.try_get("", "unit_id")?);
    let _days: (Date, Option<Date>) = (row.try_get("", "due_on")?, row.try_get("", "locks_on")?);
    Ok(())
}

fn version(row: &QueryResult) -> Result<(), DbErr> {
    let _ids: (Uuid, Uuid) = (row.try_get("", "id")?, row.try_get("", "unit_id")?);
    let _standing: (i32, String) = (row.try_get("", "version_no")?, row.try_get("", "status")?);
    let _sent: Option<DateTimeUtc> = row.try_get("", "sent_at")?;
    Ok(())
}
