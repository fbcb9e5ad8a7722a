//! A report with its values, and the steps after that, each in one durable transaction.
use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path},
};
use anyhow::{Context, Result};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    Value as Bound, prelude::DateTimeUtc,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    Failure, State,
    shape::{Report, Value, WholeReport},
};
use crate::database::{all, one, spelled};

#[derive(Deserialize)]
pub struct Body {
    values: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    target_id: Uuid,
    value: Option<i64>,
    numerator: Option<i64>,
    denominator: Option<i64>,
}

const GONE: &str = "DELETE FROM report_value WHERE report_id = ? AND version_no = 0 RETURNING target_id, value";
/// Figures are kept with four decimals.
const SCALE: i64 = 10_000;
const UPDATE: &str = "UPDATE report SET version = version + 1, updated_at = ? WHERE id = ? AND version = ? RETURNING *";

pub async fn report(
    state: Data<State>,
    req: HttpRequest,
    id: Path<Uuid>,
    body: Json<Body>,
) -> Result<HttpResponse, Failure> {
    let seen = req.headers().get("if-match").and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    let seen: i64 = seen.trim_matches('"').trim_start_matches('v').split('-').next().unwrap_or_default().parse()?;
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = state.writer.begin_with_options(options).await?;
    let now = DateTimeUtc::from(std::time::SystemTime::now());
    let row = one(&tx, UPDATE, vec![now.into(), (*id).into(), seen.into()]).await.context("another version")?;
    let report = Report::of(&row, state.own)?;
    let values = body.values.iter().map(|input| value(&state, &report, input)).collect::<Result<Vec<_>>>()?;
    let was = all(&tx, GONE, vec![(*id).into()]).await?;
    let was = was.iter().map(|row| Ok((row.try_get("", "target_id")?, row.try_get("", "value")?)));
    let was = was.collect::<Result<HashMap<Uuid, Option<i64>>>>()?;
    insert(&tx, &state, &report, &values).await?;
    let whole = WholeReport::of(&row, report.unit_id, values)?;
    let edited = |value: &Value| {
        let before = was.get(&value.target_id).copied().flatten().map(|figure| figure / SCALE);
        let changed = json!({ "value": { "before": before, "after": value.value } });
        json!({ "target_id": value.target_id, "changed": changed })
    };
    let edited: Vec<_> = whole.values.iter().map(edited).collect();
    journal(&tx, &whole.summary, &json!({ "values": edited }), now).await?;
    tx.commit().await?;
    let tag = format!("\"v{}\"", whole.summary.version);
    Ok(HttpResponse::Ok().insert_header(("etag", tag)).json(whole))
}

fn value(state: &State, report: &Report, input: &Input) -> Result<Value> {
    let (indicator_id, _) = state.targets.get(&input.target_id).context("an unknown target")?;
    Ok(Value {
        target_id: input.target_id,
        indicator_id: *indicator_id,
        origins: [],
        value: input.value,
        numerator: input.numerator,
        denominator: input.denominator,
        below: None,
        total: None,
        note: None,
        evidence: [],
        data_from: report.period.data_from,
        data_to: report.period.data_to,
    })
}

async fn insert(tx: &DatabaseTransaction, state: &State, report: &Report, values: &[Value]) -> Result<()> {
    let marks = vec!["(?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')"; values.len()].join(", ");
    let sql = format!(
        "INSERT INTO report_value (report_id, version_no, target_id, indicator_id, ordinal, value, numerator, denominator, note,
        data_from, data_to, quality, evidence) VALUES {marks}"
    );
    let mut bound: Vec<Bound> = vec![];
    let kept = |figure: Option<i64>| figure.map(|figure| figure * SCALE);
    for value in values {
        let ordinal = state.targets.get(&value.target_id).map_or(0, |(_, ordinal)| *ordinal);
        bound.extend([report.id.into(), value.target_id.into(), value.indicator_id.into()]);
        bound.extend([ordinal.into(), kept(value.value).into()]);
        bound.extend([kept(value.numerator).into(), kept(value.denominator).into()]);
        bound.extend([value.note.clone().into(), value.data_from.into(), value.data_to.into(), "none".into()]);
    }
    execute(tx, &sql, bound).await
}

async fn journal(tx: &DatabaseTransaction, report: &Report, data: &impl Serialize, now: DateTimeUtc) -> Result<()> {
    let data = serde_json::to_string(data)?;
    let sql = "INSERT INTO journal (id, at, event, event_version, actor_id, subject_type, subject_id, subject_version,
        unit_id, request_id, data, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let (id, unit) = (report.id, report.unit_id);
    let mut bound: Vec<Bound> = vec![Uuid::now_v7().into(), now.into(), "report.updated".into(), 1_i32.into()];
    bound.extend([unit.into(), "report".into(), id.into(), 2_i64.into(), unit.into(), "bench".into()]);
    bound.extend([data.into(), false.into()]);
    execute(tx, sql, bound).await
}

/// A report is submitted or accepted: the rows that the service writes, as far as they are not about how it does so. Nobody's
/// right, no state and no digest is looked at, nothing is canonical, and what stands for the signature of the receipt is another's.
pub async fn step(state: Data<State>, path: Path<(Uuid, String)>) -> Result<HttpResponse, Failure> {
    let (id, name) = path.into_inner();
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = state.writer.begin_with_options(options).await?;
    let now = DateTimeUtc::from(std::time::SystemTime::now());
    let whole =
        if name == "submit" { submit(&tx, &state, id, now).await? } else { accept(&tx, &state, id, now).await? };
    let (report, status) = (&whole.summary, if name == "submit" { "submitted" } else { "accepted" });
    let obligation =
        format!("UPDATE obligation SET status = '{status}', version = version + 1, updated_at = ? WHERE id = ?");
    execute(&tx, &obligation, vec![now.into(), report.obligation_id.into()]).await?;
    journal(&tx, report, &json!({ "status": status, "values": whole.values.len() }), now).await?;
    let seq: i64 = one(&tx, COUNTED, vec![]).await?.try_get("", "value")?;
    let change = vec![seq.into(), report.movement_id.into(), report.obligation_id.into(), now.into()];
    execute(&tx, CHANGE, change).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(whole))
}

const COUNTED: &str = "UPDATE snapshot_version SET value = value + 1 WHERE topic = 'figures' RETURNING value";
const CHANGE: &str =
    "INSERT INTO figure_change (seq, ordinal, what, movement_id, subject_id, at) VALUES (?, 0, 'obligation', ?, ?, ?)";

const SENT: &str =
    "UPDATE report_value SET version_no = 1, quality = 'submitted' WHERE report_id = ? AND version_no = 0
    RETURNING *";
const VERSION: &str = "INSERT INTO paper_version (id, paper_id, version_no, content, digest, sent_by, sent_at, unit_id,
    to_unit_id, standing) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, 'submitted')";
const RECEIPT: &str = "INSERT INTO receipt (version_id, header, payload, signature, created_at) VALUES (?, ?, ?, ?, ?)";
const SUBMITTED: &str = "UPDATE report SET status = 'submitted', shown_status = 'submitted', shown_version_no = 1,
    plan_sent = TRUE, content_digest = ?, first_submitted_at = ?, submitted_at = ?, version = version + 1, updated_at = ?
    WHERE id = ? RETURNING *";

async fn submit(tx: &DatabaseTransaction, state: &State, id: Uuid, now: DateTimeUtc) -> Result<WholeReport> {
    let version = Uuid::now_v7();
    let values = all(tx, SENT, vec![id.into()]).await?;
    let values = values.iter().map(Value::of).collect::<Result<_, _>>()?;
    let digest = "0".repeat(64);
    let set = vec![digest.clone().into(), now.into(), now.into(), now.into(), id.into()];
    let row = one(tx, SUBMITTED, set).await?;
    let whole = WholeReport::of(&row, row.try_get("", "unit_id")?, values)?;
    let unit = whole.summary.unit_id;
    let content = serde_json::to_string(&whole)?;
    let bound: Vec<Bound> =
        vec![version.into(), id.into(), content.into_bytes().into(), digest.into(), unit.into(), now.into()];
    execute(tx, VERSION, [bound, vec![unit.into(), unit.into()]].concat()).await?;
    let (header, payload, signature) = state.receipt.clone();
    let receipt = vec![version.into(), header.into(), payload.into(), signature.into(), now.into()];
    execute(tx, RECEIPT, receipt).await?;
    Ok(whole)
}

const SETTLED: &str = "UPDATE paper_version SET standing = 'accepted', settled_at = ?
    WHERE paper_id = ? AND version_no IN (SELECT MAX(version_no) FROM paper_version WHERE paper_id = ?)";
const COUNTS: &str =
    "UPDATE report_value SET quality = 'accepted' WHERE report_id = ? AND quality IN ('submitted', 'pending')
    RETURNING *";
const ACCEPTED: &str = "UPDATE report SET status = 'accepted', shown_status = 'accepted', accepted_at = ?,
    version = version + 1, updated_at = ? WHERE id = ? RETURNING *";

async fn accept(tx: &DatabaseTransaction, state: &State, id: Uuid, now: DateTimeUtc) -> Result<WholeReport> {
    let values = all(tx, COUNTS, vec![id.into()]).await?;
    let values = values.iter().map(Value::of).collect::<Result<_, _>>()?;
    execute(tx, SETTLED, vec![now.into(), id.into(), id.into()]).await?;
    let row = one(tx, ACCEPTED, vec![now.into(), now.into(), id.into()]).await?;
    WholeReport::of(&row, state.own, values)
}

async fn execute(tx: &DatabaseTransaction, sql: &str, values: Vec<Bound>) -> Result<()> {
    let backend = tx.get_database_backend();
    tx.execute_raw(Statement::from_sql_and_values(backend, spelled(backend, sql), values)).await?;
    Ok(())
}
