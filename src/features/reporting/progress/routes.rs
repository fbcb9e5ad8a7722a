//! HTTP for progress.
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use uuid::Uuid;

use super::{
    cache::{Cache, Key},
    compute::compute,
    dto::{Progress, ProgressQuery},
};
use crate::{
    http::{answer::Tagged, auth::Can, query::Params},
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
        scope::Scope,
    },
};

/// Read progress
///
/// Over any part of the tree that the caller reads, by indicator and, if asked, by unit, kind or province. Missing is
/// not zero: `reported` of `expected` stands beside each figure.
#[utoipa::path(tag = "progress", params(ProgressQuery), responses((status = 200, body = Progress)), security(("bearer" = ["progress:read"])))]
#[get("/progress")]
pub async fn get_progress(
    req: HttpRequest,
    can: Can<perm::ProgressRead>,
    cache: Data<Cache>,
    query: Params<ProgressQuery>,
) -> Result<HttpResponse> {
    let query = &query.0;
    visible(&can.scope, query.within)?;
    let version = can.state.db.latest_snapshot().await?.figures_version();
    let compute = async || {
        let (read, progress) = can.state.db.read_counted(async |tx| compute(tx, &can.scope, query).await).await?;
        // Figures of one tree grouped by another are answered once, and not again.
        let kept = Some(read.figures()).filter(|(tree, _)| *tree == can.snapshot.figures_version().0);
        let answer = serde_json::to_vec(&progress).map(Tagged::new).map_err(Error::internal)?;
        Ok((kept, answer))
    };
    Ok(cache.answer(key(&can.scope, query), version, compute).await?.answer(&req, None))
}

fn visible(scope: &Scope, within: Option<Uuid>) -> Result<()> {
    match within {
        Some(unit) if scope.organisation.unit(unit).is_none() => Err(Error::new(Code::NotFound)),
        Some(unit) if !scope.sees(unit, true) => Err(scope.hidden("progress", unit, unit)),
        _ => Ok(()),
    }
}

fn key(scope: &Scope, query: &ProgressQuery) -> Key {
    Key {
        movement_id: query.movement_id,
        within: query.within,
        periods: query.period.iter().map(|code| code.to_string()).collect(),
        indicators: query.indicator_code.iter().map(|code| code.to_string()).collect(),
        group_by: query.group_by,
        quality: query.quality,
        basis: query.basis,
        reading: scope.reading().to_vec(),
        today: scope.today,
    }
}
