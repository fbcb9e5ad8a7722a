//! A report with its values, and the steps after that, each in one durable transaction.
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
    let report = Report::of(&row)?;
    let values = body.values.iter().map(|input| value(&state, &report, input)).collect::<Result<Vec<_>>>()?;
    execute(&tx, "DELETE FROM report_value WHERE report_id = ?", vec![(*id).into()]).await?;
    insert(&tx, &state, &report, &values).await?;
    let narrative: serde_json::Value = row.try_get("", "narrative")?;
    let return_reason: Option<String> = row.try_get("", "return_reason")?;
    let actions = vec!["update", "sign"];
    let whole = WholeReport { summary: report, values, narrative, return_reason, attachments: vec![], actions };
    let edited = |value: &Value| {
        let changed = json!({ "value": { "before": 1, "after": value.value } });
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
        value: input.value,
        numerator: input.numerator,
        denominator: input.denominator,
        note: None,
        data_from: report.period.data_from,
        data_to: report.period.data_to,
    })
}

async fn insert(tx: &DatabaseTransaction, state: &State, report: &Report, values: &[Value]) -> Result<()> {
    let marks = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')"; values.len()].join(", ");
    let sql = format!(
        "INSERT INTO report_value (id, report_id, target_id, indicator_id, movement_id, period_id, unit_id, ordinal,
        value, numerator, denominator, note, data_from, data_to, quality, evidence) VALUES {marks}"
    );
    let mut bound: Vec<Bound> = vec![];
    let tenths = |figure: Option<i64>| figure.map(|figure| figure * 10_000);
    for value in values {
        let ordinal = state.targets.get(&value.target_id).map_or(0, |(_, ordinal)| *ordinal);
        bound.extend([Uuid::now_v7().into(), report.id.into(), value.target_id.into(), value.indicator_id.into()]);
        bound.extend([report.movement_id.into(), report.period.id().into(), report.unit_id.into(), ordinal.into()]);
        bound.extend([tenths(value.value).into(), tenths(value.numerator).into(), tenths(value.denominator).into()]);
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

/// A report is submitted or accepted: it, its obligation, the version that is sent, and its values.
pub async fn step(state: Data<State>, path: Path<(Uuid, String)>) -> Result<HttpResponse, Failure> {
    let (id, name) = path.into_inner();
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = state.writer.begin_with_options(options).await?;
    let now = DateTimeUtc::from(std::time::SystemTime::now());
    let (status, version, values) = if name == "submit" { SUBMITTED } else { ACCEPTED };
    let sql = format!(
        "UPDATE report SET status = '{status}', version = version + 1, updated_at = ? WHERE id = ? RETURNING *"
    );
    let row = one(&tx, &sql, vec![now.into(), id.into()]).await?;
    let report = Report::of(&row)?;
    let sql = format!("UPDATE obligation SET status = '{status}', version = version + 1 WHERE id = ?");
    execute(&tx, &sql, vec![row.try_get::<Uuid>("", "obligation_id")?.into()]).await?;
    let content = serde_json::to_string(&report)?;
    let version_id = Uuid::now_v7();
    if name == "submit" {
        let bound: Vec<Bound> = vec![version_id.into(), id.into(), content.into(), report.unit_id.into()];
        execute(&tx, version, [bound, vec![now.into(), report.unit_id.into(), report.unit_id.into()]].concat()).await?;
        execute(&tx, values, vec![version_id.into(), id.into()]).await?;
    } else {
        execute(&tx, version, vec![now.into(), id.into()]).await?;
        execute(&tx, values, vec![id.into()]).await?;
    }
    let figures = all(&tx, "SELECT * FROM report_value WHERE report_id = ? ORDER BY ordinal", vec![id.into()]).await?;
    execute(&tx, "UPDATE snapshot_version SET value = value + 1 WHERE topic = 'figures'", vec![]).await?;
    journal(&tx, &report, &json!({ "status": status, "values": figures.len() }), now).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(report))
}

type Statements = (&'static str, &'static str, &'static str);

const SUBMITTED: Statements = (
    "submitted",
    "INSERT INTO paper_version (id, paper_id, version_no, content, digest, sent_by, sent_at, unit_id, to_unit_id, standing)
    VALUES (?, ?, 1, ?, 'bench', ?, ?, ?, ?, 'submitted')",
    "UPDATE report_value SET version_id = ?, quality = 'submitted' WHERE report_id = ? AND version_id IS NULL",
);

const ACCEPTED: Statements = (
    "accepted",
    "UPDATE paper_version SET standing = 'accepted', settled_at = ? WHERE paper_id = ?",
    "UPDATE report_value SET quality = 'accepted' WHERE report_id = ?",
);

async fn execute(tx: &DatabaseTransaction, sql: &str, values: Vec<Bound>) -> Result<()> {
    let backend = tx.get_database_backend();
    tx.execute_raw(Statement::from_sql_and_values(backend, spelled(backend, sql), values)).await?;
    Ok(())
}
