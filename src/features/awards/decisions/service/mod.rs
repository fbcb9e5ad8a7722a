//! What is done with decisions, a use case a file.
mod draft;
mod sign;

use entity::decision;
use serde_json::{Value, json};
use uuid::Uuid;

pub use draft::{cancel, create, update};
pub use sign::sign;

use super::{
    dto::DecisionView,
    paper::DecisionPaper,
    repo,
    rules::{DecisionAction, DecisionStep},
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
    action: DecisionAction,
) -> Result<(decision::Model, &'static DecisionStep)> {
    let paper = DecisionPaper::of(&uow.tx, repo::decision(&uow.tx, scope, id).await?).await?;
    let step = Case::of(&paper, &uow.tx, scope).await?.begin(action, scope, if_match)?;
    Ok((paper.decision, step))
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    m: decision::Model,
    event: &'static str,
    change: Value,
) -> Result<Recorded<DecisionView>> {
    let view = view::whole(&uow.tx, scope, m).await?;
    let kept = DecisionView { actions: vec![], ..view.clone() };
    let data = json!({ "change": change, "after": kept });
    let (subject_id, unit_id) = (view.summary.id, Some(view.summary.deciding_unit_id));
    uow.record(Change { event, subject_type: "decision", subject_id, unit_id, data: &data }, view).await
}
