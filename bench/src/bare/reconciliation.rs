//! A target reconciled down every level: the service's statements, and its rows as they come.
use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use anyhow::Result;
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult, Value,
    prelude::{Date, DateTimeUtc},
};
use serde_json::json;
use uuid::Uuid;

use super::{Failure, State};
use crate::database::{all, marks, one};

/// As deep as the service goes.
const MOST_LEVELS: usize = 12;

const TARGET: &str = r#"SELECT "target"."id" AS "A_id", "target"."plan_id" AS "A_plan_id",
    "target"."task_id" AS "A_task_id", "target"."root_id" AS "A_root_id",
    "target"."inherits_from" AS "A_inherits_from", "target"."allocation_id" AS "A_allocation_id",
    "target"."ordinal" AS "A_ordinal", "target"."indicator_id" AS "A_indicator_id", "target"."title" AS "A_title",
    "target"."unit_of_measure" AS "A_unit_of_measure", "target"."aggregation" AS "A_aggregation",
    "target"."comparator" AS "A_comparator", "target"."baseline" AS "A_baseline",
    "target"."target_value" AS "A_target_value", "target"."numerator" AS "A_numerator",
    "target"."denominator" AS "A_denominator", "target"."responsible_unit_id" AS "A_responsible_unit_id",
    "target"."responsible_person" AS "A_responsible_person", "target"."due_on" AS "A_due_on",
    "target"."pilot_site" AS "A_pilot_site", "target"."gap_reason" AS "A_gap_reason",
    "target"."gap_waived_by" AS "A_gap_waived_by", "target"."gap_waived_at" AS "A_gap_waived_at",
    "target"."current_value" AS "A_current_value", "target"."current_numerator" AS "A_current_numerator",
    "target"."current_denominator" AS "A_current_denominator", "plan"."id" AS "B_id",
    "plan"."movement_id" AS "B_movement_id", "plan"."unit_id" AS "B_unit_id", "plan"."unit_name" AS "B_unit_name",
    "plan"."province_code" AS "B_province_code", "plan"."root_id" AS "B_root_id",
    "plan"."version_no" AS "B_version_no", "plan"."status" AS "B_status", "plan"."starts_on" AS "B_starts_on",
    "plan"."full_allocation" AS "B_full_allocation", "plan"."template_id" AS "B_template_id",
    "plan"."copied_from" AS "B_copied_from", "plan"."document_number" AS "B_document_number",
    "plan"."annex_no" AS "B_annex_no", "plan"."document_issued_on" AS "B_document_issued_on",
    "plan"."signer_name" AS "B_signer_name", "plan"."signer_title" AS "B_signer_title",
    "plan"."content_digest" AS "B_content_digest", "plan"."receiver_unit_id" AS "B_receiver_unit_id",
    "plan"."receiver_function" AS "B_receiver_function", "plan"."sent_at" AS "B_sent_at",
    "plan"."received_at" AS "B_received_at", "plan"."received_digest" AS "B_received_digest",
    "plan"."authors" AS "B_authors", "plan"."version" AS "B_version",
    "plan"."created_at" AS "B_created_at", "plan"."updated_at" AS "B_updated_at"
    FROM "target" INNER JOIN "plan" ON "target"."plan_id" = "plan"."id" WHERE "target"."id" = ? LIMIT ?"#;

const INDICATOR: &str = r#"SELECT "indicator"."id", "indicator"."code", "indicator"."name", "indicator"."name_en",
    "indicator"."search_text", "indicator"."unit_of_measure", "indicator"."direction", "indicator"."aggregation",
    "indicator"."value_type", "indicator"."numerator_id", "indicator"."denominator_id", "indicator"."created_at"
    FROM "indicator" WHERE "indicator"."id" = ? LIMIT ?"#;

const FIGURES: &str = r#"SELECT "report_value"."id", "report_value"."unit_id", "report_value"."data_to",
    "report_value"."value", "report_value"."numerator", "report_value"."denominator" FROM "report_value"
    WHERE "report_value"."movement_id" = ? AND "report_value"."quality" = ? AND "report_value"."indicator_id" = ?"#;

/// The shares of so many targets, with what answers them and counts.
fn level_sql(roots: usize) -> String {
    format!(
        r#"SELECT "allocation"."id", "allocation"."target_root_id", "allocation"."from_unit_id", "allocation"."unit_id",
        "allocation"."status", "allocation"."disclosed", "allocation"."value", "allocation"."numerator",
        "allocation"."denominator", "target"."root_id" AS "answer_root_id", "target"."target_value" AS "answer_value",
        "target"."numerator" AS "answer_numerator", "target"."denominator" AS "answer_denominator",
        "plan"."unit_id" AS "plan_unit_id", "plan"."status" AS "plan_status", "plan"."sent_at" AS "plan_sent_at"
        FROM "allocation" LEFT JOIN "target" ON "allocation"."id" = "target"."allocation_id"
        LEFT JOIN "plan" ON "target"."plan_id" = "plan"."id" AND ("plan"."status" IN (?, ?, ?, ?, ?, ?)
        OR ("plan"."status" IN (?, ?) AND "plan"."document_number" IS NOT NULL
        AND (NOT EXISTS(SELECT ? FROM "target" AS "heir"
        INNER JOIN "plan" AS "heirs_plan" ON "heirs_plan"."id" = "heir"."plan_id"
        WHERE "heir"."inherits_from" IS NOT NULL AND "heir"."inherits_from" = "target"."id" AND "heirs_plan"."document_number" IS NOT NULL
        AND "heirs_plan"."status" <> ?))))
        WHERE "allocation"."target_root_id" IN ({}) AND "allocation"."status" <> ?
        ORDER BY "allocation"."id" ASC, "target"."id" ASC"#,
        marks(roots)
    )
}

pub async fn target(state: Data<State>, id: Path<Uuid>) -> Result<HttpResponse, Failure> {
    let db = &state.reader;
    let target = one(db, TARGET, vec![(*id).into(), 1_u64.into()]).await?;
    let (root, movement): (Uuid, Uuid) = (target.try_get("A_", "root_id")?, target.try_get("B_", "movement_id")?);
    let indicator: Uuid = target.try_get("A_", "indicator_id")?;
    one(db, INDICATOR, vec![indicator.into(), 1_u64.into()]).await?;
    let (mut rows, mut roots) = (0, vec![root]);
    for _ in 0..MOST_LEVELS {
        if roots.is_empty() {
            break;
        }
        let (shares, below) = level(db, &roots).await?;
        rows += shares;
        roots = below;
    }
    let figures = all(db, FIGURES, vec![movement.into(), "accepted".into(), indicator.into()]).await?;
    figures.iter().try_for_each(figure)?;
    Ok(HttpResponse::Ok().json(json!({ "rows": rows + figures.len() })))
}

/// How many rows a level has, and the targets that the next one is of.
async fn level(db: &impl ConnectionTrait, roots: &[Uuid]) -> Result<(usize, Vec<Uuid>)> {
    let commits = ["issued", "sent", "received", "supplement_requested", "in_effect", "closed"];
    let ended = ["transferred", "closed_by_reorganisation"];
    let mut values: Vec<Value> = commits.into_iter().chain(ended).map(Value::from).collect();
    values.extend([1_i32.into(), "cancelled".into()]);
    values.extend(roots.iter().map(|root| Value::from(*root)));
    values.push("withdrawn".into());
    let rows = all(db, &level_sql(roots.len()), values).await?;
    let mut below = vec![];
    for row in &rows {
        below.extend(share(row)?);
    }
    Ok((rows.len(), below))
}

/// Every column of a share, for what it costs; and the target that answers it, if one counts.
fn share(row: &QueryResult) -> Result<Option<Uuid>, DbErr> {
    let _ids: [Uuid; 4] = [
        row.try_get("", "id")?,
        row.try_get("", "target_root_id")?,
        row.try_get("", "from_unit_id")?,
        row.try_get("", "unit_id")?,
    ];
    let _standing: (String, bool) = (row.try_get("", "status")?, row.try_get("", "disclosed")?);
    let _amounts: [Option<i64>; 6] = [
        row.try_get("", "value")?,
        row.try_get("", "numerator")?,
        row.try_get("", "denominator")?,
        row.try_get("", "answer_value")?,
        row.try_get("", "answer_numerator")?,
        row.try_get("", "answer_denominator")?,
    ];
    let (answer, unit): (Option<Uuid>, Option<Uuid>) =
        (row.try_get("", "answer_root_id")?, row.try_get("", "plan_unit_id")?);
    let _plan: (Option<String>, Option<DateTimeUtc>) =
        (row.try_get("", "plan_status")?, row.try_get("", "plan_sent_at")?);
    Ok(answer.filter(|_| unit.is_some()))
}

fn figure(row: &QueryResult) -> Result<(), DbErr> {
    let _whose: (Uuid, Uuid, Date) = (row.try_get("", "id")?, row.try_get("", "unit_id")?, row.try_get("", "data_to")?);
    let _amounts: [Option<i64>; 3] =
        [row.try_get("", "value")?, row.try_get("", "numerator")?, row.try_get("", "denominator")?];
    Ok(())
}
