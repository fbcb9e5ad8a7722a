//! Taking a reorganisation back, while nobody has built on it.
use entity::{reorganisation, snapshot_version::Topic};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{Heirs, finish};
use crate::{
    features::organisation::{
        reorganisations::{
            dto::ReorganisationView, events::ReorganisationEvent, left, repo, rules::ReorganisationAction,
        },
        units::changes::{self, On},
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        organisation::Organisation,
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        figures,
    },
};

pub async fn undo(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
    heirs: Heirs<'_>,
) -> Result<Recorded<ReorganisationView>> {
    let (found, step, _) = uow.begin::<reorganisation::Model>(scope, id, if_match, ReorganisationAction::Undo).await?;
    let reason = &*input.reason;
    uow.touch(Topic::Organisation).await?;
    let changes = left::changes(&found)?;
    let on = On { reorganisation_id: id, day: found.operational_from, now: uow.now };
    let units = left::concerned(&changes);
    // Once more by what nobody changes any more.
    if let Some(unit) = left::overtaken(&Organisation::load(&uow.tx).await?, &changes, on.day) {
        return Err(Error::with(Code::UnitChangedLater, unit));
    }
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
    figures::changed(uow, figures::Change::Everything);
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(reason.to_owned()));
    next.ended_at = Set(Some(uow.now));
    finish(uow, scope, (&found, next), ReorganisationEvent::Undone).await
}
