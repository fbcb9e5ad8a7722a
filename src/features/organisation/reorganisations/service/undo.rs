//! Taking a reorganisation back, while nobody has built on it.
use entity::snapshot_version::Topic;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{Heirs, begin, finish};
use crate::{
    features::organisation::{
        reorganisations::{dto::ReorganisationView, repo, rules::ReorganisationAction},
        units::changes::{self, Changes, On},
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        organisation::Organisation,
        reason::Reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};

pub async fn undo(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
    heirs: Heirs<'_>,
) -> Result<Recorded<ReorganisationView>> {
    let (found, step) = begin(uow, scope, id, if_match, ReorganisationAction::Undo).await?;
    let reason = input.given()?;
    uow.touch(Topic::Organisation).await?;
    let changes: Changes = serde_json::from_str(found.undo.as_deref().unwrap_or_default()).map_err(Error::internal)?;
    let on = On { reorganisation_id: id, day: found.operational_from, now: uow.now };
    let units = concerned(&changes);
    still_as_left(&Organisation::load(&uow.tx).await?, &changes, on)?;
    let since = found.applied_at.unwrap_or(found.updated_at);
    let mut made = 0;
    for feature in heirs {
        made += feature.made_since(&uow.tx, &units, since).await?;
    }
    if made > 0 {
        return Err(Error::with(Code::SuccessorHasData, made.to_string()));
    }
    for feature in heirs.iter().rev() {
        feature.take_back(uow, &repo::kept(&uow.tx, id, feature.name()).await?).await?;
    }
    changes::take_back(&uow.tx, &changes, on).await?;
    uow.touch(Topic::Access).await?;
    uow.touch(Topic::Figures).await?;
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(reason.to_owned()));
    next.ended_at = Set(Some(uow.now));
    finish(uow, scope, (&found, next), "reorganisation.undone", json!({ "reason": reason })).await
}

/// Those who took over, and those whose unfinished papers were handed on.
fn concerned(changes: &Changes) -> Vec<Uuid> {
    let successors = changes.succeeded.iter().map(|s| s.successor_id);
    let created = changes.created.iter().map(|c| c.id);
    let mut units: Vec<_> = successors.chain(created).chain(changes.ended.iter().copied()).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// No later reorganisation, and no unit placed under a new one.
fn still_as_left(organisation: &Organisation, changes: &Changes, on: On) -> Result<()> {
    let made: Vec<Uuid> = changes.created.iter().map(|c| c.id).collect();
    let expected: Vec<Uuid> = changes.moved.iter().map(|m| m.unit_id).chain(made.iter().copied()).collect();
    let foreign = |child: &&crate::kernel::organisation::Dated<Uuid>| !expected.contains(&child.value);
    let overtaken = concerned(changes).into_iter().filter_map(|id| organisation.unit(id)).find(|unit| {
        let later = unit.names.iter().any(|n| n.from > on.day)
            || unit.parents.iter().any(|p| p.from > on.day)
            || unit.successors.iter().any(|s| s.effective_on > on.day)
            || unit.predecessors.iter().any(|s| s.effective_on > on.day);
        let settled = made.contains(&unit.id) && unit.children.iter().any(|c| foreign(&c));
        later || settled || (made.contains(&unit.id) && unit.valid_to.is_some())
    });
    match overtaken {
        Some(unit) => Err(Error::with(Code::UnitChangedLater, unit.name_on(on.day).to_owned())),
        None => Ok(()),
    }
}
