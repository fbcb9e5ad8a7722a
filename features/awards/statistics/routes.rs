//! HTTP for the emulation statistics.
use actix_web::get;
use base::{
    http::{auth::Can, list::Listing, query::ListQuery},
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};

use super::{
    cells,
    dto::{RowsFilter, StatisticsCell, StatisticsFilter, StatisticsRow},
    rows::{self, Wanted},
};

/// List the emulation statistics of a year
///
/// Movements that were launched, by level and duration; awards, by form, kind of subject and who decided them; decisions, by level; dossiers that were
/// submitted, by form and kind of subject: of the unit itself and of those below. Each cell says by which rule it is asked for, and where the
/// rows that it counts are listed. Which column of a form a cell fills was not read, so it bears no number of one; leaders are not told
/// apart, for nobody records who leads.
#[utoipa::path(tag = "statistics", params(StatisticsFilter, PageQuery), responses((status = 200, body = Page<StatisticsCell>)), security(("bearer" = ["progress:read"])))]
#[get("/emulation-statistics")]
pub async fn list_emulation_statistics(
    can: Can<perm::ProgressRead>,
    query: ListQuery<StatisticsFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| cells::all(tx, &can.scope, &query.filter).await;
            query.part(can.state.db.read_together(read).await?)
        })
        .await
}

/// List what a cell counts
///
/// The awards, decisions, movements or dossiers of a cell of the statistics, or of several together. Order: `on` (newest first).
#[utoipa::path(tag = "statistics", params(RowsFilter, PageQuery), responses((status = 200, body = Page<StatisticsRow>)), security(("bearer" = ["progress:read"])))]
#[get("/emulation-statistics/rows")]
pub async fn list_emulation_statistics_rows(
    can: Can<perm::ProgressRead>,
    query: ListQuery<RowsFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let wanted = Wanted { scope: &can.scope, filter: &query.filter, page: &query.page, list: &query.list };
            rows::page(can.state.db.read(), &wanted).await
        })
        .await
}
