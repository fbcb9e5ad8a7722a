//! HTTP for compliance.
use std::{collections::BTreeSet, sync::Arc};

use actix_web::{get, web::Data};
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
    cache::Cache,
    compute::{Ask, Computed, compute},
    dto::{ComplianceFilter, ComplianceGroupBy, ComplianceRow, ComplianceSeries, ComplianceSeriesQuery},
    order, view,
};

/// List compliance
///
/// How many reports are owed, in time, late, missing, not yet due and waived, over any part of the tree that the caller reads,
/// by unit, kind, tier, province or period. What was waived is not owed; a rate is null where nothing can be judged. With a
/// group of peers each of its units has a rank. Order: `group`, `on_time_rate`, `submission_rate`, `on_time`, `late`,
/// `missing`, `rank`.
#[utoipa::path(tag = "compliance", params(ComplianceFilter, PageQuery), responses((status = 200, body = Page<ComplianceRow>)), security(("bearer" = ["progress:read"])))]
#[get("/compliance")]
pub async fn list_compliance(
    can: Can<perm::ProgressRead>,
    cache: Data<Cache>,
    query: ListQuery<ComplianceFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let filter = &query.filter;
            let peers = peers(&can, filter).await?;
            let ask = Ask {
                within: filter.within,
                periods: filter.period.iter().map(|code| code.to_string()).collect(),
                kinds: filter.unit_kind.clone(),
                tiers: filter.tier.clone(),
                provinces: filter.province_code.iter().map(|code| code.to_string()).collect(),
                peers,
                group_by: filter.group_by,
                basis: filter.basis,
                children: filter.include_children,
                ..Ask::all(&can.scope, filter.movement_id)
            };
            let computed = answer(&can, &cache, ask, filter.within).await?;
            let lines = page::cut(order::sort(&computed.lines, &query.page)?, &query.page, &query.list)?;
            Ok(lines.map(|line| view::row(&computed, &can.scope, filter.basis, line)))
        })
        .await
}

async fn peers(can: &Can<perm::ProgressRead>, filter: &ComplianceFilter) -> Result<Option<BTreeSet<Uuid>>> {
    match filter.peer_group_id {
        Some(_) if filter.group_by != ComplianceGroupBy::Unit => {
            Err(Error::with(Code::InvalidParameter, "peer_group_id"))
        }
        Some(id) => Ok(Some(peer_groups::repo::members(can.state.db.read(), id).await?.into_iter().collect())),
        None => Ok(None),
    }
}

/// Read the compliance of a unit, period after period
///
/// Each period for itself, in the order of time. By the basis `current` what units owed that it took over from is its own.
#[utoipa::path(tag = "compliance", params(ComplianceSeriesQuery), responses((status = 200, body = ComplianceSeries)), security(("bearer" = ["progress:read"])))]
#[get("/compliance/series")]
pub async fn get_compliance_series(
    can: Can<perm::ProgressRead>,
    cache: Data<Cache>,
    query: Params<ComplianceSeriesQuery>,
) -> Result<Listed<ComplianceSeries>> {
    let query = &query.0;
    let ask = Ask {
        unit: Some(query.unit_id),
        group_by: ComplianceGroupBy::Period,
        basis: query.basis,
        children: query.include_children,
        ..Ask::all(&can.scope, query.movement_id)
    };
    let computed = answer(&can, &cache, ask, Some(query.unit_id)).await?;
    let row = |line| view::row(&computed, &can.scope, query.basis, line);
    Ok(Listed::new(ComplianceSeries {
        movement_id: query.movement_id,
        unit_id: query.unit_id,
        basis: query.basis,
        as_of: can.scope.today,
        as_of_seq: computed.seq,
        items: computed.lines.iter().map(row).collect(),
    }))
}

/// An answer is made of the figures, of the caller's tree and of the time, and kept for as long as all three allow.
async fn answer(can: &Can<perm::ProgressRead>, cache: &Cache, ask: Ask, of: Option<Uuid>) -> Result<Arc<Computed>> {
    visible(&can.scope, ask.movement_id, of)?;
    let (now, (tree, _)) = (can.state.clock.now(), can.snapshot.figures_version());
    let made_of = (&can.scope, &*can.state.calendar);
    let from =
        |figures: &Figures| cache.answer(ask, ((tree, figures.seq), now), |ask| compute(figures, made_of, ask, now));
    can.state.db.figures(from).await?
}

fn visible(scope: &Scope, movement_id: Uuid, unit: Option<Uuid>) -> Result<()> {
    match unit {
        Some(unit) if scope.organisation.unit(unit).is_none() => Err(Error::new(Code::NotFound)),
        Some(unit) if !scope.sees_in(movement_id, unit, true) => Err(scope.hidden(Subject::Progress, unit, unit)),
        _ => Ok(()),
    }
}
