//! Waiving, extending and handing over: the head of the receiving unit, with a document.
mod list;
mod many;

use entity::{obligation, snapshot_version::Topic};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

pub use many::{hand_over_many, waive_many};

use crate::{
    features::reporting::reports::{
        dto::{Extend, ObligationView, Waive},
        repo,
        rules::{ObligationAction, ObligationStep},
        view,
    },
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        reason,
        scope::Scope,
        transition::Case,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

pub async fn waive(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Waive,
) -> Result<Recorded<ObligationView>> {
    let (obligation, step) = begin(uow, scope, id, if_match, ObligationAction::Waive).await?;
    let reason = reason::given(input.reason.as_ref())?;
    let number = input.document_number.as_str();
    let mut next = obligation.clone().into_active_model();
    next.status = Set(step.to);
    next.waiver_document = Set(Some(number.to_owned()));
    next.waiver_reason = Set(Some(reason.to_owned()));
    let why = json!({ "document_number": number, "reason": reason });
    finish(uow, scope, (&obligation, next), "obligation.waived", why).await
}

pub async fn extend(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Extend,
) -> Result<Recorded<ObligationView>> {
    let (obligation, _) = begin(uow, scope, id, if_match, ObligationAction::Extend).await?;
    if input.due_on <= obligation.extended_to.unwrap_or(obligation.due_on) {
        return Err(Error::field("/due_on", Fault::OutOfRange));
    }
    let number = input.document_number.as_str();
    let mut next = obligation.clone().into_active_model();
    next.due_on = Set(*input.due_on);
    next.extended_to = Set(Some(*input.due_on));
    next.extension_document = Set(Some(number.to_owned()));
    let why = json!({ "document_number": number, "due_on": input.due_on });
    finish(uow, scope, (&obligation, next), "obligation.extended", why).await
}

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: ObligationAction,
) -> Result<(obligation::Model, &'static ObligationStep)> {
    let obligation = repo::obligation(&uow.tx, scope, id).await?;
    let step = Case::of(&obligation, &uow.tx, scope).await?.begin(action, scope, if_match)?;
    Ok((obligation, step))
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&obligation::Model, obligation::ActiveModel),
    event: &'static str,
    why: Value,
) -> Result<Recorded<ObligationView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    uow.touch(Topic::Figures).await?;
    let view = view::obligation(scope, after, uow.now);
    let data = json!({ "from": before.status, "to": view.status, "particulars": why });
    let (subject_id, unit_id) = (view.id, Some(view.unit_id));
    uow.record(Change { event, subject_type: "obligation", subject_id, unit_id, data: &data }, view).await
}
