//! Carrying a reorganisation out: at once when its day has come, else on its day.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Conn, Recorded, Uow},
        figures,
        inheritance::{Effect, tell},
    },
};
use chrono::NaiveDate;
use entity::{
    reorganisation::{self, ReorganisationStatus},
    snapshot_version::Topic,
    unit,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Heirs, draft, finish,
    preview::{Foreseen, foresee, rehearse},
};
use crate::{
    reorganisations::{
        dto::{Apply, CreateReorganisation, ReorganisationView},
        events::ReorganisationEvent,
        repo,
        rules::ReorganisationAction,
    },
    units::events::UnitEvent,
};

/// `digest` is that of the preview that was read: whatever has changed since is not decided unseen.
pub async fn apply(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Apply,
    heirs: Heirs<'_>,
) -> Result<Recorded<ReorganisationView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, ReorganisationAction::Apply).await?;
    let seen = |now: &str| *input.digest == *now && found.digest.as_deref() == Some(now);
    let stale = || Error::new(Code::StalePreview);
    let mut next = found.clone().into_active_model();
    next.decided_by = Set(Some(scope.user_id));
    if found.operational_from > uow.today() {
        let foreseen = rehearse(uow, &found, heirs, scope.user_id).await?;
        if !seen(&foreseen.digest) {
            return Err(stale());
        }
        next.status = Set(ReorganisationStatus::Scheduled);
        let event = ReorganisationEvent::Scheduled { digest: foreseen.digest };
        return finish(uow, scope, (&found, next), event).await;
    }
    uow.touch(Topic::Organisation)?;
    let foreseen = foresee(&uow.tx, uow, &found, heirs, scope.user_id).await?;
    if !seen(&foreseen.digest) {
        return Err(stale());
    }
    let digest = foreseen.digest.clone();
    next.undo = Set(Some(settle(uow, &found, foreseen, heirs).await?));
    next.status = Set(step.to);
    next.applied_at = Set(Some(uow.now));
    finish(uow, scope, (&found, next), ReorganisationEvent::Applied { digest }).await
}

/// Carries out what was foreseen and keeps it. Returns how to take back what was changed in the register.
async fn settle(uow: &Uow, found: &reorganisation::Model, foreseen: Foreseen, heirs: Heirs<'_>) -> Result<String> {
    let Foreseen { reform, changes, mut effects, .. } = foreseen;
    let mut made = vec![];
    for feature in heirs {
        let own: Vec<_> = effects.iter().filter(|effect| effect.resource == feature.name()).cloned().collect();
        made.extend(feature.carry_out(uow, &reform, &own).await?);
    }
    effects.extend(made);
    repo::keep(&uow.tx, found.id, &effects).await?;
    tell_units(uow, found.id, &effects).await?;
    uow.touch(Topic::Organisation)?;
    uow.touch(Topic::Access)?;
    figures::changed(uow, figures::Change::Everything);
    serde_json::to_string(&changes).map_err(Error::internal)
}

async fn tell_units(uow: &Uow, reorganisation_id: Uuid, effects: &[Effect]) -> Result<()> {
    let units: Vec<_> = effects.iter().filter(|effect| effect.resource == "unit").cloned().collect();
    for effect in ["created", "ended", "renamed", "moved"] {
        tell::<unit::Entity, _>(uow, &units, effect, |unit| {
            let heir_id = unit.heir_id;
            (UnitEvent::Reorganised { reorganisation_id, effect, heir_id }, Value::Null)
        })
        .await?;
    }
    Ok(())
}

pub async fn anything_due(db: &Conn, today: NaiveDate) -> Result<bool> {
    Ok(repo::due(db, today).await?.is_some())
}

/// The calendar's step. What is foreseen today counts, whatever has happened since it was scheduled. Returns the
/// document that was applied.
pub async fn apply_due(uow: &Uow, heirs: Heirs<'_>) -> Result<Option<Uuid>> {
    let Some(found) = repo::due(&uow.tx, uow.today()).await? else { return Ok(None) };
    carry_out(uow, &found, heirs).await?;
    Ok(Some(found.id))
}

/// Carries out what is written, by what is true now.
pub async fn carry_out(uow: &Uow, found: &reorganisation::Model, heirs: Heirs<'_>) -> Result<reorganisation::Model> {
    uow.touch(Topic::Organisation)?;
    let decided_by = found.decided_by.unwrap_or(found.drafted_by);
    let foreseen = foresee(&uow.tx, uow, found, heirs, decided_by).await?;
    let digest = foreseen.digest.clone();
    let mut next = found.clone().into_active_model();
    next.undo = Set(Some(settle(uow, found, foreseen, heirs).await?));
    next.status = Set(ReorganisationStatus::Applied);
    next.digest = Set(Some(digest.clone()));
    next.previewed_at = Set(Some(uow.now));
    next.applied_at = Set(Some(uow.now));
    let after = uow.save(next, found.id, found.version).await?;
    let change = ReorganisationEvent::Applied { digest }.of(found, &after);
    uow.record(change, after).await.map(Recorded::into_inner)
}

/// One that cannot be applied on its day goes back to its people, with the reason.
pub async fn give_up(uow: &Uow, reason: &str) -> Result<()> {
    let Some(found) = repo::due(&uow.tx, uow.today()).await? else { return Ok(()) };
    let mut next = found.clone().into_active_model();
    next.status = Set(ReorganisationStatus::Previewed);
    next.failure = Set(Some(reason.to_owned()));
    let after = uow.save(next, found.id, found.version).await?;
    uow.record(ReorganisationEvent::Failed.of(&found, &after), ()).await.map(Recorded::into_inner)
}

/// A whole document at once, for loading what has long been decided. Returns its id.
pub async fn carry_out_document(
    uow: &Uow,
    heirs: Heirs<'_>,
    input: &CreateReorganisation,
    decided_by: Uuid,
) -> Result<Uuid> {
    let made = draft::insert(uow, input, decided_by).await?;
    carry_out(uow, &made, heirs).await.map(|applied| applied.id)
}
