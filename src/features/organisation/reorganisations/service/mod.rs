//! What is done with reorganisations, a use case a file.
mod apply;
mod draft;
mod preview;
mod undo;

use entity::reorganisation;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use apply::{anything_due, apply, apply_due, carry_out, carry_out_document, give_up};
pub use draft::{cancel, create, insert, update};
pub use preview::{preview, rehearse};
pub use undo::undo;

use super::{
    dto::{
        AbsorbStep, ConvertStep, DissolveStep, MergeStep, RenameStep, ReorganisationView, SplitStep, Step, TransferStep,
    },
    repo, resolve,
    rules::{ReorganisationAction, ReorganisationStep},
    view,
};
use crate::{
    http::etag::IfMatch,
    kernel::{error::Result, organisation::Organisation, scope::Scope, transition::Case},
    store::{
        db::{Recorded, Uow},
        inheritance::Inheritance,
        journal::Change,
    },
};

/// The features that say what becomes of their things.
pub type Heirs<'a> = &'a [&'a dyn Inheritance];

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: ReorganisationAction,
) -> Result<(reorganisation::Model, &'static ReorganisationStep)> {
    let found = repo::get(&uow.tx, id).await?;
    within_reach(scope, uow.organisation(), &view::steps(&found)?)?;
    let step = Case::of(&found, &uow.tx, scope).await?.begin(action, scope, if_match)?;
    Ok((found, step))
}

/// Every unit that a step names lies in the part of the tree that the caller administers.
fn within_reach(scope: &Scope, organisation: &Organisation, steps: &[Step]) -> Result<()> {
    let known = |reference: &str| match Uuid::try_parse(reference) {
        Ok(id) => organisation.unit(id).map(|unit| unit.id),
        Err(_) => organisation.by_code(reference).map(|unit| unit.id),
    };
    let beyond = |reference: &&str| known(reference).is_some_and(|unit| !scope.administers(unit));
    match steps.iter().flat_map(named).find(beyond) {
        Some(_) => Err(scope.forbidden()),
        None => Ok(()),
    }
}

fn named(step: &Step) -> Vec<&str> {
    let parents = resolve::new_units(step).into_iter().map(|new| &*new.parent);
    let mut names: Vec<&str> = match step {
        Step::Merge(MergeStep { units, .. }) => units.iter().map(|unit| &**unit).collect(),
        Step::Absorb(AbsorbStep { units, into }) => units.iter().chain([into]).map(|unit| &**unit).collect(),
        Step::Split(SplitStep { unit, into }) => {
            into.iter().filter_map(|part| part.unit.as_ref()).chain([unit]).map(|unit| &**unit).collect()
        }
        Step::Transfer(TransferStep { unit, parent }) => vec![unit, parent],
        Step::Rename(RenameStep { unit, .. }) | Step::Convert(ConvertStep { unit, .. }) => vec![unit],
        Step::Dissolve(DissolveStep { unit, into }) => into.iter().chain([unit]).map(|unit| &**unit).collect(),
        Step::Create(_) => vec![],
    };
    names.extend(parents);
    names
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&reorganisation::Model, reorganisation::ActiveModel),
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<ReorganisationView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    record(uow, scope, after, event, json!({ "from": before.status, "particulars": particulars })).await
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    after: reorganisation::Model,
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<ReorganisationView>> {
    let view = view::whole(&uow.tx, scope, after).await?;
    let data = json!({ "change": particulars, "after": view.summary });
    let subject_id = view.summary.id;
    uow.record(Change { event, subject_type: "reorganisation", subject_id, unit_id: None, data: &data }, view).await
}
