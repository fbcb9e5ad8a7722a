//! Roles: given and ended by administrators of the unit. Nobody changes a role of its own.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{About, Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use chrono::{Days, NaiveDate};
use entity::{assignment, snapshot_version::Topic};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::delegations;
use crate::users::{
    administrators::Administered,
    dto::{AssignmentView, CreateAssignment, UpdateAssignment},
    events::AssignmentEvent,
    repo::{self, Held},
};

/// Without a scope: for the command line, which no administrator stands behind.
pub async fn assign(uow: &Uow, scope: Option<&Scope>, input: &CreateAssignment) -> Result<Recorded<AssignmentView>> {
    uow.touch(Topic::Access)?;
    may_assign(uow, scope, input).await?;
    let held = Held {
        user_id: input.user_id,
        role: input.role,
        unit_id: input.unit_id,
        from: *input.valid_from,
        to: input.valid_to.map(Into::into),
    };
    unit_lasts(uow, &held)?;
    if let Some(by) = input.delegated_by_id {
        delegations::begun(uow, &held, input.document_issued_on.map(|day| *day))?;
        delegations::held_by(uow, by, &held).await?;
    }
    held_once(uow, &held, None).await?;
    let model = assignment::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(input.user_id),
        role: Set(input.role),
        unit_id: Set(input.unit_id),
        valid_from: Set(held.from),
        valid_to: Set(held.to),
        delegated_by_id: Set(input.delegated_by_id),
        document_number: Set(input.document_number.as_ref().map(|n| n.as_str().to_owned())),
        document_issued_on: Set(input.document_issued_on.map(|day| *day)),
        permissions: Set(delegations::limited(input.permissions.as_deref())?),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = assignment::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    let event = AssignmentEvent::Created {
        user_id: made.user_id,
        role: made.role,
        valid_from: made.valid_from,
        valid_to: made.valid_to,
        delegated_by_id: made.delegated_by_id,
        document_number: made.document_number.clone(),
        document_issued_on: made.document_issued_on,
        permissions: made.permissions.as_ref().map(|names| names.0.clone()),
    };
    uow.record(event.of(&made, &made), AssignmentView::from(made)).await
}

/// The unit is the administrator's, and the people that are named are too, whom it else may not know.
async fn may_assign(uow: &Uow, scope: Option<&Scope>, input: &CreateAssignment) -> Result<()> {
    uow.organisation().unit(input.unit_id).ok_or_else(|| Error::field("/unit_id", Fault::NotFound))?;
    let people = [("/user_id", Some(input.user_id)), ("/delegated_by_id", input.delegated_by_id)];
    let people = people.into_iter().filter_map(|(pointer, id)| Some((pointer, id?)));
    let Some(scope) = scope else {
        for (pointer, id) in people {
            repo::any_account(&uow.tx, id).await.map_err(|e| e.named_at(pointer))?;
        }
        return Ok(());
    };
    if !scope.administers(input.unit_id) || input.user_id == scope.user_id {
        return Err(scope.forbidden());
    }
    for (pointer, id) in people {
        repo::account(&uow.tx, scope, id).await.map_err(|e| e.named_at(pointer))?;
    }
    Ok(())
}

/// A unit that has ended, or ends on the day on which the role would begin, has no roles to give.
fn unit_lasts(uow: &Uow, held: &Held) -> Result<()> {
    let last = uow.organisation().unit(held.unit_id).and_then(|unit| unit.valid_to);
    let beyond = |last: NaiveDate| last < uow.today() || last <= held.from || held.to.is_none_or(|to| to > last);
    match last {
        Some(last) if beyond(last) => Err(Error::with(Code::UnitClosed, held.from.max(uow.today()).to_string())),
        _ => Ok(()),
    }
}

/// A role that were held twice would stay when one of the two is ended.
async fn held_once(uow: &Uow, held: &Held, but_for: Option<Uuid>) -> Result<()> {
    match repo::overlapping(&uow.tx, held, but_for).await? {
        Some(other) => {
            let last = other.valid_to.map_or_else(|| "…".to_owned(), |day| day.to_string());
            Err(Error::with(Code::AssignmentExists, format!("{} – {last}", other.valid_from))
                .about(About::Assignment(other.id)))
        }
        None => Ok(()),
    }
}

pub async fn update_assignment(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateAssignment,
) -> Result<Recorded<AssignmentView>> {
    uow.touch(Topic::Access)?;
    let current = repo::assignment(&uow.tx, scope, id).await?;
    if current.user_id == scope.user_id {
        return Err(scope.forbidden());
    }
    if_match.check(current.version)?;
    let before = Administered::of_ministry(uow).await?;
    let version = current.version;
    let valid_to = input.valid_to.map_or(current.valid_to, |to| to.map(Into::into));
    // One that began today, or has yet to begin, ends at once by the day before it began.
    let earliest =
        if current.valid_from >= uow.today() { current.valid_from - Days::new(1) } else { current.valid_from };
    if valid_to.is_some_and(|to| to < earliest) {
        return Err(Error::field("/valid_to", Fault::WrongOrder));
    }
    let held = Held { to: valid_to, ..Held::from(&current) };
    if later(valid_to, current.valid_to) {
        unit_lasts(uow, &held)?;
        held_once(uow, &held, Some(id)).await?;
        if let Some(by) = current.delegated_by_id {
            delegations::held_by(uow, by, &held).await?;
        }
    }
    let mut next = current.clone().into_active_model();
    next.valid_to = Set(valid_to);
    let changed = uow.save(next, id, version).await?;
    before.still(uow).await?;
    let event = AssignmentEvent::Updated { user_id: changed.user_id, role: changed.role };
    uow.record(event.of(&current, &changed), AssignmentView::from(changed)).await
}

/// Of two last days; none is after all.
fn later(one: Option<NaiveDate>, other: Option<NaiveDate>) -> bool {
    other.is_some_and(|other| one.is_none_or(|one| one > other))
}
