//! What is done with decisions, a use case a file.
mod draft;
mod sign;

use entity::decision;
use serde_json::{Value, json};

pub use draft::{create, update};
pub use sign::sign;

use super::{dto::DecisionView, view};
use crate::{
    kernel::{error::Result, scope::Scope},
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

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
