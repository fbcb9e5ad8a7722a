//! HTTP for compliance.
use actix_web::get;
use base::{
    http::{
        answer::Listed,
        auth::Can,
        list::Listing,
        query::{ListQuery, Params},
    },
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
        scope::Scope,
    },
    store::{
        figures::Figures,
        page::{self, Page, PageQuery},
    },
};
use entity::journal::Subject;
use planning::peer_groups;
use uuid::Uuid;

use super::{
    compute::{Ask, compute},
    dto::{ComplianceFilter, ComplianceGroupBy, ComplianceRow, ComplianceSeries, ComplianceSeriesQuery},
    order,
};

/// List compliance
///
/// How many reports are owed, in time, late, missing, not yet due and waived, over any part of the tree that the caller reads,
/// by unit, kind, tier, province or period. What was waived is not owed; a rate is null where nothing can be judged. With a
/// group of peers each of its units has a rank. Order: `group`, `on_time_rate`, `submission_rate`, `on_time`, `late`,
/// `missing`, `rank`.
#[utoipa::path(tag = "compliance", params(ComplianceFilter, PageQuery), responses((status = 200, body = Page<ComplianceRow>)), security(("bearer" = ["progress:read"])))]
#[get("/compliance")]
pub async fn list_compliance(can: Can<perm::ProgressRead>, query: ListQuery<ComplianceFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let ask = ask(&can, &query.filter).await?;
            let calendar = &can.state.calendar;
            let read = |figures: &Figures| {
                let counting = compute(figures, &can.scope, calendar, &ask)?;
                let lines = order::sort(counting.lines(), &query.page)?;
                Ok(page::cut(lines, &query.page, &query.list)?.map(|line| counting.row(line)))
            };
            can.state.db.figures(read).await?
        })
        .await
}

async fn ask(can: &Can<perm::ProgressRead>, filter: &ComplianceFilter) -> Result<Ask> {
    visible(&can.scope, filter.movement_id, filter.within)?;
    let peers = match filter.peer_group_id {
        Some(_) if filter.group_by != ComplianceGroupBy::Unit => {
            return Err(Error::with(Code::InvalidParameter, "peer_group_id"));
        }
        Some(id) => Some(peer_groups::repo::members(can.state.db.read(), id).await?.into_iter().collect()),
        None => None,
    };
    Ok(Ask {
        movement_id: filter.movement_id,
        within: filter.within,
        periods: filter.period.iter().map(|code| code.to_string()).collect(),
        kinds: filter.unit_kind.clone(),
        tiers: filter.tier.clone(),
        provinces: filter.province_code.iter().map(|code| code.to_string()).collect(),
        peers,
        unit: None,
        group_by: filter.group_by,
        basis: filter.basis,
        children: filter.include_children,
        now: can.state.clock.now(),
    })
}

/// Read the compliance of a unit, period after period
///
/// Each period for itself, in the order of time. By the basis `current` what units owed that it took over from is its own.
#[utoipa::path(tag = "compliance", params(ComplianceSeriesQuery), responses((status = 200, body = ComplianceSeries)), security(("bearer" = ["progress:read"])))]
#[get("/compliance/series")]
pub async fn get_compliance_series(
    can: Can<perm::ProgressRead>,
    query: Params<ComplianceSeriesQuery>,
) -> Result<Listed<ComplianceSeries>> {
    let query = &query.0;
    visible(&can.scope, query.movement_id, Some(query.unit_id))?;
    let ask = Ask {
        movement_id: query.movement_id,
        within: None,
        periods: vec![],
        kinds: vec![],
        tiers: vec![],
        provinces: vec![],
        peers: None,
        unit: Some(query.unit_id),
        group_by: ComplianceGroupBy::Period,
        basis: query.basis,
        children: query.include_children,
        now: can.state.clock.now(),
    };
    let calendar = &can.state.calendar;
    let read = |figures: &Figures| -> Result<(i64, Vec<ComplianceRow>)> {
        let counting = compute(figures, &can.scope, calendar, &ask)?;
        Ok((figures.seq, counting.lines().into_iter().map(|line| counting.row(line)).collect()))
    };
    let (as_of_seq, items) = can.state.db.figures(read).await??;
    Ok(Listed::new(ComplianceSeries {
        movement_id: query.movement_id,
        unit_id: query.unit_id,
        basis: query.basis,
        as_of: can.scope.today,
        as_of_seq,
        items,
    }))
}

fn visible(scope: &Scope, movement_id: Uuid, unit: Option<Uuid>) -> Result<()> {
    match unit {
        Some(unit) if scope.organisation.unit(unit).is_none() => Err(Error::new(Code::NotFound)),
        Some(unit) if !scope.sees_in(movement_id, unit, true) => Err(scope.hidden(Subject::Progress, unit, unit)),
        _ => Ok(()),
    }
}
