//! What is done with movements, a use case a file.
mod deadlines;
mod draft;
mod life;
mod lists;

use entity::{movement, snapshot_version::Topic};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use deadlines::set_plan_deadline;
pub use draft::{create, insert, update};
pub use life::{add_milestone, add_period, cancel, close, launch, open_final_review, start_due};

use super::{
    ask_for_obligations,
    dto::MovementView,
    repo,
    rules::{MovementAction, MovementStep, is_open},
};
use crate::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
        transition::Case,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

/// The movement and the step that an action takes from its state.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: MovementAction,
) -> Result<(movement::Model, &'static MovementStep)> {
    let found = repo::get(&uow.tx, scope, id).await?;
    let step = Case::of(&found, &uow.tx, scope).await?.begin(action, scope, if_match)?;
    Ok((found, step))
}

/// What every change of a movement sets.
trait Edited {
    fn edited(&mut self, uow: &Uow, version: i64);
}

impl Edited for movement::ActiveModel {
    fn edited(&mut self, uow: &Uow, version: i64) {
        self.version = Set(version + 1);
        self.updated_at = Set(uow.now);
    }
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    event: &'static str,
    m: movement::Model,
    more: Value,
) -> Result<Recorded<MovementView>> {
    // What is measured, when, and which movements are below one: all of it is in answers about figures.
    uow.touch(Topic::Figures).await?;
    if is_open(m.status) {
        ask_for_obligations(uow, m.id).await?;
    }
    let view = repo::views(&uow.tx, scope, vec![m]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    let data = json!({ "after": view, "particulars": more });
    let unit_id = Some(view.launched_by_unit_id);
    let change = Change { event, subject_type: "movement", subject_id: view.id, unit_id, data: &data };
    uow.record(change, view).await
}
