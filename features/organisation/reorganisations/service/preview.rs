//! What a reorganisation would do: it is really done, looked at, and rolled back.
use std::sync::Arc;

use base::{
    http::etag::IfMatch,
    kernel::{digest, error::Result, organisation::Organisation, scope::Scope},
    store::{
        db::{Conn, Recorded, Uow},
        inheritance::{Effect, Reform},
        journal,
    },
};
use entity::reorganisation;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{Heirs, finish};
use crate::{
    reorganisations::{
        dto::ReorganisationView,
        events::ReorganisationEvent,
        repo,
        resolve::{self, Resolved},
        rules::ReorganisationAction,
        view,
    },
    units::changes::{self, Changes, On},
};

/// The register changed, and what will become of everything else.
pub struct Foreseen {
    pub reform: Reform,
    pub changes: Changes,
    pub effects: Vec<Effect>,
    pub digest: String,
}

/// Changes the register inside `tx` and asks every feature what becomes of its things.
pub async fn foresee(
    tx: &Conn,
    uow: &Uow,
    found: &reorganisation::Model,
    heirs: Heirs<'_>,
    decided_by: Uuid,
) -> Result<Foreseen> {
    let steps = view::steps(found)?;
    let before = Organisation::load(tx).await?;
    let Resolved { changes, fates } = resolve::resolve(&before, &steps, found.operational_from)?;
    let on = On { reorganisation_id: found.id, day: found.operational_from, now: uow.now };
    changes::write(tx, &changes, on).await?;
    let reform = Reform {
        id: found.id,
        legal_basis: found.legal_basis.clone(),
        day: found.operational_from,
        ended: fates,
        organisation: Arc::new(Organisation::load(tx).await?),
        decided_by,
    };
    let mut effects = on_units(&changes);
    for feature in heirs {
        effects.extend(feature.foresee(tx, &reform).await?);
    }
    let text = journal::canonical(&json!({ "steps": steps, "effects": effects }))?;
    Ok(Foreseen { reform, changes, effects, digest: digest::sha256_hex(text.as_bytes()) })
}

fn on_units(changes: &Changes) -> Vec<Effect> {
    let effect = |effect, unit_id, heir_id| Effect {
        resource: "unit",
        effect,
        subject_id: unit_id,
        unit_id,
        heir_id,
        before: serde_json::Value::Null,
    };
    let heir = |unit: &Uuid| changes.succeeded.iter().find(|s| s.predecessor_id == *unit).map(|s| s.successor_id);
    let ended = changes.ended.iter().map(|unit| effect("ended", *unit, heir(unit)));
    let renamed = changes.renamed.iter().map(|renamed| effect("renamed", renamed.unit_id, None));
    let moved = changes.moved.iter().map(|moved| effect("moved", moved.unit_id, Some(moved.parent_id)));
    let created = changes.created.iter().map(|created| effect("created", created.id, None));
    created.chain(ended).chain(renamed).chain(moved).collect()
}

pub async fn preview(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    heirs: Heirs<'_>,
) -> Result<Recorded<ReorganisationView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, ReorganisationAction::Preview).await?;
    let foreseen = rehearse(uow, &found, heirs, scope.user_id).await?;
    repo::keep(&uow.tx, id, &foreseen.effects).await?;
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.digest = Set(Some(foreseen.digest.clone()));
    next.previewed_at = Set(Some(uow.now));
    next.failure = Set(None);
    let event = ReorganisationEvent::Previewed { digest: foreseen.digest, effects: foreseen.effects.len() };
    finish(uow, scope, (&found, next), event).await
}

/// What would happen; nothing of it stays.
pub async fn rehearse(
    uow: &Uow,
    found: &reorganisation::Model,
    heirs: Heirs<'_>,
    decided_by: Uuid,
) -> Result<Foreseen> {
    uow.rehearse(async |tx| foresee(tx, uow, found, heirs, decided_by).await).await
}
