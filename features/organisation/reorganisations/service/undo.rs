//! Taking a reorganisation back, while nobody has built on it.
use base::{
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
        inheritance::Since,
    },
};
use entity::snapshot_version::Topic;
use sea_orm::{ActiveValue::Set, DbErr, IntoActiveModel, SqlErr};
use uuid::Uuid;

use super::{Heirs, finish};
use crate::{
    reorganisations::{dto::ReorganisationView, events::ReorganisationEvent, left, repo, rules::ReorganisationAction},
    units::changes::{self, Changes, On},
};

pub async fn undo(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
    heirs: Heirs<'_>,
) -> Result<Recorded<ReorganisationView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, ReorganisationAction::Undo).await?;
    let reason = &*input.reason;
    uow.touch(Topic::Organisation)?;
    let changes = left::changes(&found)?;
    let on = On { reorganisation_id: id, day: found.operational_from, now: uow.now };
    // Once more by what nobody changes any more.
    if let Some(unit) = left::overtaken(&Organisation::load(&uow.tx).await?, &changes, on.day) {
        return Err(Error::with(Code::UnitChangedLater, unit));
    }
    nothing_made(uow, id, &changes, heirs).await?;
    take_back(uow, &changes, on, heirs).await.map_err(still_named)?;
    uow.touch(Topic::Access)?;
    figures::changed(uow, figures::Change::Everything);
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(reason.to_owned()));
    next.ended_at = Set(Some(uow.now));
    finish(uow, scope, (&found, next), ReorganisationEvent::Undone).await
}

async fn nothing_made(uow: &Uow, id: Uuid, changes: &Changes, heirs: Heirs<'_>) -> Result<()> {
    let since = Since {
        reorganisation_id: id,
        commit_no: repo::applied_at_commit(&uow.tx, id).await?,
        units: left::concerned(changes),
        created: left::created(changes),
    };
    let mut made = 0;
    for feature in heirs {
        made += feature.made_since(&uow.tx, &since).await?;
    }
    match made {
        0 => Ok(()),
        made => Err(Error::with(Code::SuccessorHasData, made.to_string())),
    }
}

async fn take_back(uow: &Uow, changes: &Changes, on: On, heirs: Heirs<'_>) -> Result<()> {
    for feature in heirs.iter().rev() {
        let kept = repo::kept(&uow.tx, on.reorganisation_id, feature.name()).await?;
        feature.take_back(uow, &kept).await?;
    }
    changes::take_back(&uow.tx, changes, on).await
}

/// A row that no feature counts may name a unit that would be no more, as a draft of another reorganisation does: the
/// database refuses to take the unit away.
fn still_named(e: Error) -> Error {
    match e.of_database().and_then(DbErr::sql_err) {
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => Error::with(Code::SuccessorHasData, "1"),
        _ => e,
    }
}
