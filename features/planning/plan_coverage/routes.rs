//! HTTP for coverage.
use actix_web::{HttpRequest, HttpResponse, get};
use base::{
    http::{
        auth::Can,
        query::Params,
        table::{self, CsvFile, Format, NdjsonFile, XlsxFile},
    },
    kernel::{error::Result, policy::perm},
};

use super::{
    compute::{At, as_table, compute},
    dto::{CoverageQuery, PlanCoverage},
};

/// Read who owes, drafted and sent a plan
///
/// Of the caller's units and everything below; of the whole sector for the ministry and its standing body. As JSON or,
/// as `Accept` asks, as CSV, lines of JSON or a spreadsheet: one row for each group or unit, none for the total.
#[utoipa::path(tag = "plan-coverage", params(CoverageQuery), responses((status = 200, content((PlanCoverage = "application/json"), (CsvFile = "text/csv"), (NdjsonFile = "application/x-ndjson"), (XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["plans:read"])))]
#[get("/plan-coverage")]
pub async fn get_plan_coverage(
    req: HttpRequest,
    can: Can<perm::PlansRead>,
    format: Format,
    query: Params<CoverageQuery>,
) -> Result<HttpResponse> {
    let query = &query.0;
    let at = At { calendar: &can.state.calendar, now: can.state.clock.now() };
    let db = &can.state.db;
    let figures = db.current_figures().await?;
    let coverage = db.read_together(async |tx| compute((tx, figures), &can.scope, query, at).await).await?;
    table::answer(&req, format, &coverage, as_table, query.bom).await
}
