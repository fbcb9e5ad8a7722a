//! One unit, and one page of reports.
use actix_web::{
    HttpResponse,
    web::{Data, Json, Path, Query},
};
use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use serde::Deserialize;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{
    Failure, State,
    row::Row,
    shape::{Consolidation, Figure, Page, Report, Source, Unit},
};
use crate::database::{all, marks, spelled};

/// What no handler can be faster than.
pub async fn nothing() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "nothing": true }))
}

pub const UNIT: &str = "SELECT u.id, c.code, u.kind, n.name, n.name_en, r.parent_id, u.province_code, u.district_code,
    u.valid_from, u.valid_to, u.version
    FROM unit u
    JOIN unit_name n ON n.unit_id = u.id AND n.valid_to IS NULL
    LEFT JOIN unit_code c ON c.unit_id = u.id AND c.scheme = 'internal' AND c.valid_to IS NULL
    LEFT JOIN unit_relation r ON r.child_id = u.id AND r.valid_to IS NULL
    WHERE u.id = ?";

/// On SQLite nothing: it makes no round trip that the service would spare.
pub async fn unit(state: Data<State>, id: Path<Uuid>) -> Result<HttpResponse, Failure> {
    let Some(postgres) = &state.postgres else { return Ok(nothing().await) };
    let connection = postgres.connection()?;
    let rows = connection.all(&connection.unit, &[&*id]).await?;
    Ok(HttpResponse::Ok().json(Unit::of(rows.first().context("no such unit")?)?))
}

const BELOW: &str = "WITH RECURSIVE below(id) AS (
    SELECT id FROM unit WHERE id = ?
    UNION SELECT r.child_id FROM unit_relation r JOIN below b ON r.parent_id = b.id WHERE r.valid_to IS NULL)
    SELECT id FROM below";

pub async fn below(db: &impl ConnectionTrait, unit: Uuid) -> Result<Vec<Uuid>> {
    let rows = all(db, BELOW, vec![unit.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

const COLUMNS: &str = "id obligation_id movement_id unit_id unit_name preparer_unit_id period_id period_code data_from data_to \
    plan_id plan_sent status version_no content_digest corrects due_on document_number document_issued_on signature \
    first_submitted_at submitted_at accepted_at late receiver_unit_id updated_at version";

/// What the service asks for `province_code=…&status=accepted&sort=-updated_at&limit=…`: what looks to the caller as if it were
/// accepted, of the unit itself, of those below that have sent it, of others for whom it prepares.
pub fn reports_sql(backend: DbBackend, below: usize) -> String {
    let columns: Vec<_> = COLUMNS.split_whitespace().map(|column| format!(r#""report"."{column}""#)).collect();
    let sql = format!(
        r#"SELECT {} FROM "report" WHERE "province_code" IN (?) AND (CASE WHEN ("unit_id" IN (?)
        OR ("report"."first_submitted_at" IS NOT NULL AND "unit_id" IN ({})) OR "report"."preparer_unit_id" IN (?))
        THEN TRUE ELSE FALSE END) AND "report"."shown_status" IN (?) AND ("report"."status" IN (?)
        OR (NOT ("report"."unit_id" IN (?) OR ("report"."preparer_unit_id" IS NOT NULL AND "report"."preparer_unit_id" IN (?)))))
        ORDER BY "report"."updated_at" DESC, "report"."id" DESC LIMIT ?"#,
        columns.join(", "),
        marks(below)
    );
    spelled(backend, &sql)
}

#[derive(Deserialize)]
pub struct Filter {
    province_code: String,
    status: String,
    limit: u64,
}

pub async fn reports(state: Data<State>, filter: Query<Filter>) -> Result<HttpResponse, Failure> {
    let page = match &state.postgres {
        Some(postgres) => {
            let Filter { province_code, status, limit } = &*filter;
            let most = i64::try_from(limit + 1)?;
            let mut values: Vec<&(dyn ToSql + Sync)> = vec![province_code, &state.own];
            values.extend(state.below.iter().map(|id| id as &(dyn ToSql + Sync)));
            values.extend([&state.own as &(dyn ToSql + Sync), status, status, &state.own, &state.own, &most]);
            let connection = postgres.connection()?;
            page(&connection.all(&connection.reports, &values).await?, *limit, state.own)?
        }
        None => {
            let Filter { province_code, status, limit } = filter.into_inner();
            let mut values: Vec<Value> = vec![province_code.into(), state.own.into()];
            values.extend(state.below.iter().map(|id| Value::from(*id)));
            values.extend([state.own.into(), status.clone().into(), status.into()]);
            values.extend([state.own.into(), state.own.into(), (limit + 1).into()]);
            let statement = Statement::from_sql_and_values(DbBackend::Sqlite, state.reports_sql.clone(), values);
            page(&state.reader.query_all_raw(statement).await?, limit, state.own)?
        }
    };
    Ok(HttpResponse::Ok().json(page))
}

fn page(rows: &[impl Row], limit: u64, own: Uuid) -> Result<Page> {
    let size = usize::try_from(limit)?;
    let items = rows.iter().take(size).map(|row| Report::of(row, own)).collect::<Result<Vec<_>>>()?;
    let next_cursor = items.last().filter(|_| rows.len() > size).map(|report| report.id.to_string());
    Ok(Page { items, next_cursor, limit })
}

const SOURCES: &str = "SELECT o.unit_id, o.status, r.id AS report_id, v.version_no, v.digest FROM obligation o
    LEFT JOIN report r ON r.obligation_id = o.id AND r.status = 'accepted'
    LEFT JOIN paper_version v ON v.paper_id = r.id AND v.version_no = r.version_no
    WHERE o.movement_id = ? AND o.period_id = ? AND o.receiver_function IS NOT NULL";

const FIGURES: &str = "SELECT l.indicator_id, COUNT(*) AS reported, CAST(SUM(l.value) AS BIGINT) AS value,
    CAST(SUM(l.numerator) AS BIGINT) AS numerator, CAST(SUM(l.denominator) AS BIGINT) AS denominator
    FROM obligation o JOIN report r ON r.obligation_id = o.id AND r.status = 'accepted'
    JOIN paper_version v ON v.paper_id = r.id AND v.version_no = r.version_no
    JOIN report_value l ON l.report_id = v.paper_id AND l.version_no = v.version_no
    WHERE o.movement_id = ? AND o.period_id = ? AND o.receiver_function IS NOT NULL GROUP BY l.indicator_id";

#[derive(Deserialize)]
pub struct Consolidating {
    movement_id: Uuid,
    period_id: Uuid,
}

/// Who has reported to the standing body, and the sum of what was reported.
pub async fn consolidation(state: Data<State>, asked: Json<Consolidating>) -> Result<HttpResponse, Failure> {
    let of = || vec![asked.movement_id.into(), asked.period_id.into()];
    let sources = all(&state.reader, SOURCES, of()).await?;
    let sources = sources.iter().map(Source::of).collect::<Result<Vec<_>, _>>()?;
    let figures = all(&state.reader, FIGURES, of()).await?;
    let figures = figures.iter().map(Figure::of).collect::<Result<Vec<_>, _>>()?;
    Ok(HttpResponse::Ok().json(Consolidation { sources, figures }))
}
