//! What is done with nominations, a use case a file.
mod draft;
mod holder;
mod unit;

use entity::nomination;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

pub use draft::{create, update};
pub use holder::{appraise, forward, propose, receive, refuse, return_};
pub use unit::{review, submit, withdraw};

use super::{
    dto::NominationView,
    repo,
    rules::{NominationAction, NominationFacts, NominationStep},
    view,
};
use crate::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, transition::Case},
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: NominationAction,
) -> Result<(nomination::Model, &'static NominationStep, NominationFacts)> {
    let nomination = repo::get(&uow.tx, scope, id).await?;
    let case = Case::of(&nomination, &uow.tx, scope).await?;
    let step = case.begin(action, scope, if_match)?;
    Ok((nomination, step, case.into_facts()))
}

/// A change of nothing but the status, to begin with.
fn moved(nomination: &nomination::Model, step: &NominationStep) -> nomination::ActiveModel {
    let mut next = nomination.clone().into_active_model();
    next.status = Set(step.to);
    next
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&nomination::Model, nomination::ActiveModel),
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<NominationView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    record(uow, scope, after, event, json!({ "from": before.status, "particulars": particulars })).await
}

/// The journal is kept for ever, so it names no person: the dossier does.
async fn record(
    uow: &Uow,
    scope: &Scope,
    m: nomination::Model,
    event: &'static str,
    change: Value,
) -> Result<Recorded<NominationView>> {
    let data = json!({
        "change": change,
        "after": {
            "movement_id": m.movement_id,
            "stage": m.stage,
            "nominating_unit_id": m.nominating_unit_id,
            "award_form_id": m.award_form_id,
            "status": m.status,
            "version_no": m.version_no,
            "holder_unit_id": m.holder_unit_id,
            "minutes_number": m.minutes_number,
            "regime_code": m.regime_code,
            "forwarding_document": m.forwarding_document,
            "version": m.version,
        },
    });
    let (subject_id, unit_id) = (m.id, Some(m.nominating_unit_id));
    let view = view::whole(&uow.tx, scope, m).await?;
    uow.record(Change { event, subject_type: "nomination", subject_id, unit_id, data: &data }, view).await
}
