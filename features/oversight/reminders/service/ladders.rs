//! A document says when units are reminded: of the unit that launched a movement, or of the standing body for all.
use base::{
    kernel::{
        error::{Code, Error, Result},
        policy::Permission,
        scope::{Addressee, Scope},
    },
    store::{
        db::{Recorded, Uow, bulk},
        journal::Change,
    },
};
use entity::{reminder_ladder, reminder_rung};
use planning::movements::{
    self,
    rules::{is_open, not_open},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::reminders::{
    dto::{CreateLadder, LadderView, RungInput},
    events::ReminderLadderEvent,
    repo,
    rules::ladder::{self, Rung},
    view,
};

pub async fn give(uow: &Uow, scope: &Scope, input: &CreateLadder) -> Result<Recorded<LadderView>> {
    let giver = giver(uow, scope, input.movement_id).await?;
    let rungs: Vec<Rung> = input.rungs.iter().map(rung).collect();
    ladder::check(&rungs)?;
    let document_number = input.document_number.as_str().to_owned();
    let row = reminder_ladder::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(input.movement_id),
        given_by_unit_id: Set(Some(giver)),
        document_number: Set(document_number.clone()),
        given_by: Set(Some(scope.user_id)),
        created_at: Set(uow.now),
    };
    let made = reminder_ladder::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    bulk::insert(&uow.tx, rungs.iter().map(|rung| stored(made.id, rung)).collect()).await?;
    let event = ReminderLadderEvent::Given {
        movement_id: input.movement_id,
        document_number,
        rungs: rungs.iter().map(Into::into).collect(),
    };
    let change = Change::new(&event, made.id).unit(giver);
    let mut kept = repo::rungs_of(&uow.tx, std::slice::from_ref(&made)).await?;
    uow.record(change, view::ladder(made, &mut kept)).await
}

/// The unit that gives the ladder: the caller is head of the launching unit or of the unit that prepares for it.
async fn giver(uow: &Uow, scope: &Scope, movement_id: Option<Uuid>) -> Result<Uuid> {
    let launching = match movement_id {
        None => scope.organisation.ministry().ok_or_else(|| scope.forbidden())?,
        Some(id) => {
            let movement = movements::repo::get(&uow.tx, scope, id).await.map_err(|e| e.named_at("/movement_id"))?;
            let launching = movement.launched_by_unit_id;
            if acting(scope, launching).is_some() && !is_open(movement.status) {
                return Err(not_open(&movement));
            }
            launching
        }
    };
    acting(scope, launching).ok_or_else(|| Error::with(Code::Forbidden, Permission::RemindersSign.name()))
}

fn acting(scope: &Scope, launching: Uuid) -> Option<Uuid> {
    let prepares: Addressee = movements::preparer(scope, launching);
    if scope.holds(Permission::RemindersSign, launching) {
        return Some(launching);
    }
    let holder = prepares.function.and_then(|function| scope.organisation.holder(function, scope.today));
    holder.filter(|_| scope.holds_for(Permission::RemindersSign, prepares))
}

fn rung(input: &RungInput) -> Rung {
    Rung { level: input.level, timing: input.timing, working_days: input.working_days, means: input.means }
}

pub fn stored(ladder_id: Uuid, rung: &Rung) -> reminder_rung::ActiveModel {
    reminder_rung::ActiveModel {
        id: Set(Uuid::now_v7()),
        ladder_id: Set(ladder_id),
        level: Set(rung.level),
        timing: Set(rung.timing),
        working_days: Set(rung.working_days),
        means: Set(rung.means),
    }
}
