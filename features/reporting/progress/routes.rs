//! HTTP for progress.
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, Responder, get, web::Data};
use base::{
    http::{
        answer::Listed,
        auth::Can,
        later,
        query::{ListQuery, Params},
        table::{self, CsvFile, Format, XlsxFile},
    },
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
        scope::Scope,
    },
    store::{
        figures::Figures,
        page::{PageQuery, Rows},
    },
};
use entity::{journal::Subject, period::PeriodKind};
use uuid::Uuid;

use super::{
    cache::Cache,
    compute::{Ask, Computed, compute},
    dto::{GroupBy, Progress, ProgressQuery, ProgressRow, ProgressSeries, SeriesQuery},
    lines::Line,
    list,
    told::Told,
    view,
};

/// List progress
///
/// Over any part of the tree that the caller reads, by indicator and, if asked, by unit, kind or province. Missing is
/// not zero: `reported` of `expected` stands beside each figure, and beside it what was promised. Ordered by `indicator`,
/// `value` (of ratios the percentage), `attainment_percent` or, but by kind, `name`; what is null comes last. As CSV, lines
/// of JSON or a spreadsheet, without `limit` and `cursor`, all rows at once.
#[utoipa::path(tag = "progress", params(ProgressQuery, PageQuery), responses((status = 200, content((Progress = "application/json"), (CsvFile = "text/csv"), (ProgressRow = "application/x-ndjson"), (XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["progress:read"])))]
#[get("/progress")]
pub async fn get_progress(
    req: HttpRequest,
    can: Can<perm::ProgressRead>,
    cache: Data<Cache>,
    query: ListQuery<ProgressQuery>,
) -> Result<HttpResponse> {
    let (filter, page, list, format) = (&query.filter, &query.page, &query.list, query.format);
    let codes = |codes: &[base::kernel::text::Text<40>]| codes.iter().map(|code| code.to_string()).collect();
    let ask = Ask {
        movement_id: filter.movement_id,
        within: filter.within,
        periods: filter.period.iter().map(|code| code.to_string()).collect(),
        indicators: codes(&filter.indicator_code),
        group_by: filter.group_by,
        quality: filter.quality,
        basis: filter.basis,
        series: false,
        reading: can.scope.reading().to_vec(),
        inspecting: can.scope.inspected_in(filter.movement_id).collect(),
        today: can.scope.today,
    };
    let computed = answer(&can, &cache, ask).await?;
    if let Some(req) = &query.unawaited {
        return Ok(later::put_down_list(req).await?.respond_to(req));
    }
    let whole = format != Format::Json && page.is_whole();
    let lines = || list::page(&computed, filter.group_by, page, list, whole);
    let progress = |rows: &Rows<&Line>| Progress {
        movement_id: filter.movement_id,
        within: filter.within,
        periods: computed.codes.clone(),
        group_by: filter.group_by,
        quality: filter.quality,
        basis: filter.basis,
        child_movements: computed.child_movements.clone(),
        as_of: can.scope.today,
        as_of_seq: computed.seq,
        items: rows.rows.iter().map(|line| view::row(&computed, line)).collect(),
        next_cursor: rows.next_cursor.clone(),
        limit: rows.limit,
        total: rows.total,
    };
    if format == Format::Json
        && let Some(limit) = Told::limit(page, computed.lines.lines.len())?
    {
        let told = computed.told.page(limit, || Ok(progress(&lines()?)))?;
        return Ok(table::vary(told.answer(&req, None)));
    }
    let rows = lines()?;
    let next = rows.next_cursor.as_deref().map(|cursor| query.next(cursor));
    if format == Format::Ndjson {
        // A line is an item, as in every list.
        let items = rows.rows.iter().map(|line| serde_json::to_vec(&view::row(&computed, line)));
        let lines = items.collect::<std::result::Result<Vec<_>, _>>().map_err(Error::internal)?;
        let bytes = lines.into_iter().flat_map(|line| line.into_iter().chain([b'\n'])).collect();
        return Ok(table::as_file(&req, format, "progress", bytes));
    }
    let as_table = || list::table(&computed, filter.group_by, &rows.rows);
    table::answer_page(&req, format, (|| progress(&rows), next), as_table, page.bom == Some(true)).await
}

/// Read progress as a series
///
/// One indicator, period after period, each for itself: for a line chart.
#[utoipa::path(tag = "progress", params(SeriesQuery), responses((status = 200, body = ProgressSeries)), security(("bearer" = ["progress:read"])))]
#[get("/progress/series")]
pub async fn get_progress_series(
    can: Can<perm::ProgressRead>,
    cache: Data<Cache>,
    query: Params<SeriesQuery>,
) -> Result<Listed<ProgressSeries>> {
    let query = &query.0;
    let ask = Ask {
        movement_id: query.movement_id,
        within: query.within,
        periods: vec![],
        indicators: vec![query.indicator_code.to_string()],
        group_by: GroupBy::Indicator,
        quality: query.quality,
        basis: query.basis,
        series: true,
        reading: can.scope.reading().to_vec(),
        inspecting: can.scope.inspected_in(query.movement_id).collect(),
        today: can.scope.today,
    };
    let computed = answer(&can, &cache, ask).await?;
    let indicator = computed.indicators.first().ok_or_else(|| Error::with(Code::InvalidParameter, "indicator_code"))?;
    let wanted = |run: PeriodKind| query.run.is_none_or(|wanted| wanted == run);
    let points = computed.lines.lines.iter().filter(|line| wanted(line.run));
    Ok(Listed::new(ProgressSeries {
        movement_id: query.movement_id,
        indicator_id: indicator.id,
        indicator_code: indicator.code.clone(),
        indicator_name: indicator.name.clone(),
        unit_of_measure: indicator.unit_of_measure.clone(),
        aggregation: indicator.aggregation,
        within: query.within,
        quality: query.quality,
        basis: query.basis,
        as_of: can.scope.today,
        as_of_seq: computed.seq,
        items: points.filter_map(|line| view::point(&computed, line)).collect(),
    }))
}

/// An answer is made of the figures and of the caller's tree, and kept under the numbers of both.
async fn answer(can: &Can<perm::ProgressRead>, cache: &Cache, ask: Ask) -> Result<Arc<Computed>> {
    visible(&can.scope, ask.movement_id, ask.within)?;
    let (tree, _) = can.snapshot.figures_version();
    let from = |figures: &Figures| cache.answer(ask, (tree, figures.seq), |ask| compute(figures, &can.scope, ask));
    can.state.db.figures(from).await?
}

fn visible(scope: &Scope, movement_id: Uuid, within: Option<Uuid>) -> Result<()> {
    match within {
        Some(unit) if scope.organisation.unit(unit).is_none() => Err(Error::new(Code::NotFound)),
        Some(unit) if !scope.sees_in(movement_id, unit, true) => Err(scope.hidden(Subject::Progress, unit, unit)),
        _ => Ok(()),
    }
}
