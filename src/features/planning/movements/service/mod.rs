//! What is done with movements, a use case a file.
mod deadlines;
mod draft;
mod life;
mod lists;

use entity::{
    movement::{self, MovementStatus},
    snapshot_version::Topic,
};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use deadlines::set_plan_deadline;
pub use draft::{create, insert, update};
pub use life::{add_milestone, add_period, cancel, close, launch, open_final_review, start_due};

use super::{dto::MovementView, repo, rules::STEPS};
use crate::{
    kernel::{
        error::{Code, Error, Result},
        scope::{Addressee, Scope},
        transition::{self, Action, Current, Parties},
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

/// The launching unit decides; who prepares for it is the addressee: for the ministry its standing body.
fn current(scope: &Scope, m: &movement::Model) -> Current<MovementStatus> {
    let drafter = m.drafted_by.unwrap_or_default();
    let parties = Parties {
        owner: m.launched_by_unit_id,
        addressee: Some(preparer(scope, m.launched_by_unit_id)),
        drafters: [drafter, drafter],
    };
    Current { status: m.status, version: m.version, parties }
}

/// Who prepares for a launching unit: for the ministry whoever holds the standing body's function.
pub fn preparer(scope: &Scope, launching: Uuid) -> Addressee {
    use entity::function_assignment::Function::EmulationStandingBody;
    let ministry = scope.organisation.ministry() == Some(launching);
    Addressee { unit_id: launching, function: ministry.then_some(EmulationStandingBody) }
}

pub fn actions(scope: &Scope, m: &movement::Model) -> Vec<Action> {
    transition::actions(STEPS, &current(scope, m), scope)
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
    let view = repo::views(&uow.tx, scope, vec![m]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    let data = json!({ "after": view, "particulars": more });
    let unit_id = Some(view.launched_by_unit_id);
    let change = Change { event, subject_type: "movement", subject_id: view.id, unit_id, data: &data };
    uow.record(change, view).await
}
