//! A report with its values, in one durable transaction of four statements.
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path},
};
use anyhow::{Context, Result};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    Value as Bound, prelude::DateTimeUtc,
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Failure, State,
    shape::{Narrative, Report, Value, WholeReport},
};
use crate::database::{one, spelled};

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
    let seen: i64 = seen.trim_matches('"').trim_start_matches('v').parse()?;
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
    let text = |column| row.try_get::<Option<String>>("", column);
    let narrative = Narrative {
        results: text("results")?,
        limitations: text("limitations")?,
        causes: text("causes")?,
        lessons: text("lessons")?,
        proposals: text("proposals")?,
    };
    let return_reason = text("return_reason")?;
    let actions = vec!["update", "sign"];
    let whole = WholeReport { summary: report, values, narrative, return_reason, attachments: vec![], actions };
    journal(&tx, &whole, now).await?;
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
    let marks = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; values.len()].join(", ");
    let sql = format!(
        "INSERT INTO report_value (id, report_id, target_id, indicator_id, movement_id, period_id, unit_id, ordinal,
        value, numerator, denominator, note, data_from, data_to, quality) VALUES {marks}"
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

async fn journal(tx: &DatabaseTransaction, whole: &WholeReport, now: DateTimeUtc) -> Result<()> {
    let data = serde_json::to_string(&json!({ "change": {"from": "draft", "particulars": {}}, "after": whole }))?;
    let (id, unit) = (whole.summary.id, whole.summary.unit_id);
    let sql =
        "INSERT INTO journal (id, at, event, actor_id, subject_type, subject_id, unit_id, request_id, data, sealed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut bound: Vec<Bound> = vec![Uuid::now_v7().into(), now.into(), "report.updated".into(), unit.into()];
    bound.extend(["report".into(), id.into(), unit.into(), "bench".into(), data.into(), false.into()]);
    execute(tx, sql, bound).await
}

async fn execute(tx: &DatabaseTransaction, sql: &str, values: Vec<Bound>) -> Result<()> {
    let backend = tx.get_database_backend();
    tx.execute_raw(Statement::from_sql_and_values(backend, spelled(backend, sql), values)).await?;
    Ok(())
}
