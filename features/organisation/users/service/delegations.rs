//! Delegations (ủy quyền): a head gives its powers at a unit to somebody of that unit, by a document and for a bounded time; they
//! are not delegated further (Decree 30/2020/NĐ-CP, article 13, clause 4). Nobody has them longer than the delegator does:
//! `kernel/access` sees to that.
//!
//! Acting for another is no way round the separation of duties: neither what the delegate has written itself nor what its delegator
//! has, is signed by the delegated right, for nobody lends what it may not do itself.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        clock::covers,
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use chrono::{Days, NaiveDate};
use entity::{
    assignment::{self, Role},
    client::Scopes,
    snapshot_version::Topic,
    user_account::{self, UserStatus},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait,
    sea_query::ExprTrait,
};
use uuid::Uuid;

use crate::users::{
    dto::{AssignmentView, CreateAssignment, DelegablePermission, Delegate},
    events::AssignmentEvent,
    repo::Held,
    service::assign,
};

/// What can be delegated: the powers of whoever answers for a unit. An officer's work is given to officers, councils have rules of
/// their own for who comes in whose place, and administrators are made by those above them.
const DELEGABLE: [Role; 1] = [Role::Head];

/// By whoever holds the role, to somebody who has a role at the same unit.
pub async fn delegate(uow: &Uow, scope: &Scope, input: &Delegate) -> Result<Recorded<AssignmentView>> {
    // Before anybody is looked up: who is at another unit is not told.
    if !scope.acting().contains(&input.unit_id) {
        return Err(Error::new(Code::NotTheDelegators));
    }
    let colleague = colleague(uow, &input.username, input.unit_id).await?;
    let asked = CreateAssignment {
        user_id: colleague,
        role: input.role,
        unit_id: input.unit_id,
        valid_from: input.valid_from,
        valid_to: Some(input.valid_to),
        delegated_by_id: Some(scope.user_id),
        document_number: Some(input.document_number.clone()),
        document_issued_on: Some(input.document_issued_on),
        permissions: input.permissions.clone(),
    };
    assign(uow, None, &asked).await
}

/// Whoever is not of the unit is answered as somebody whom nobody knows.
async fn colleague(uow: &Uow, username: &str, unit_id: Uuid) -> Result<Uuid> {
    use assignment::Column;
    let there =
        assignment::Entity::find().filter(Column::UnitId.eq(unit_id)).filter(Column::ValidFrom.lte(uow.today()));
    let there = there.filter(Column::ValidTo.is_null().or(Column::ValidTo.gte(uow.today())));
    let there = there.select_only().column(Column::UserId).into_query();
    let found = user_account::Entity::find()
        .filter(user_account::Column::Username.eq(username))
        .filter(user_account::Column::Status.eq(UserStatus::Active))
        .filter(user_account::Column::Id.in_subquery(there))
        .one(&uow.tx)
        .await?;
    found.map(|account| account.id).ok_or_else(|| Error::field("/username", Fault::NotFound))
}

/// What a delegation has to say by itself.
pub fn begun(uow: &Uow, held: &Held, issued_on: Option<NaiveDate>) -> Result<()> {
    match () {
        () if !DELEGABLE.contains(&held.role) => Err(Error::field("/role", Fault::NotAllowed)),
        () if held.to.is_none() => Err(Error::field("/valid_to", Fault::Required)),
        // What was signed before, nobody had the right to sign.
        () if held.from < uow.today() => Err(Error::field("/valid_from", Fault::TooSoon)),
        () => issued_on.map_or(Ok(()), |day| in_order(uow, held, day)),
    }
}

fn in_order(uow: &Uow, held: &Held, day: NaiveDate) -> Result<()> {
    let began = uow.organisation().unit(held.unit_id).map(|unit| unit.valid_from);
    let happened = [(Event::Today, Some(uow.today())), (Event::UnitBegan, began)];
    chronology::check(Paper::Delegation, day, &happened)
}

/// To what it is limited, each named once.
pub fn limited(given: Option<&[DelegablePermission]>) -> Result<Option<Scopes>> {
    let Some(given) = given else { return Ok(None) };
    let twice = given.iter().enumerate().find(|(at, one)| given.iter().take(*at).any(|other| other == *one));
    if let Some((at, _)) = twice {
        return Err(Error::field(format!("/permissions/{at}"), Fault::Duplicate));
    }
    Ok(Some(Scopes(given.iter().map(|one| one.0.name().to_owned()).collect())))
}

/// The delegator holds it himself, on all of these days.
pub async fn held_by(uow: &Uow, delegator: Uuid, held: &Held) -> Result<()> {
    use assignment::{Column, Entity};
    if delegator == held.user_id {
        return Err(Error::new(Code::NotTheDelegators));
    }
    let to = held.to.ok_or_else(|| Error::field("/valid_to", Fault::Required))?;
    let roles = Entity::find().filter(Column::UserId.eq(delegator)).filter(Column::Role.eq(held.role));
    let roles = roles.filter(Column::UnitId.eq(held.unit_id)).all(&uow.tx).await?;
    let on =
        |m: &&assignment::Model| covers(m.valid_from, m.valid_to, held.from) && covers(m.valid_from, m.valid_to, to);
    let active = uow.snapshot.access.account(delegator).is_some_and(|account| account.active);
    let (own, others): (Vec<_>, Vec<_>) = roles.iter().filter(on).partition(|m| m.delegated_by_id.is_none());
    match () {
        () if active && !own.is_empty() => Ok(()),
        () if !others.is_empty() => Err(Error::new(Code::DelegatedRight)),
        () => Err(Error::new(Code::NotTheDelegators)),
    }
}

/// By who delegated it: it is over at once. One that is over stays as it is.
pub async fn revoke(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<AssignmentView>> {
    let current = assignment::Entity::find_by_id(id).one(&uow.tx).await?;
    let mine = current.filter(|m| m.delegated_by_id == Some(scope.user_id));
    let current = mine.ok_or_else(|| Error::new(Code::NotFound))?;
    if_match.check(current.version)?;
    let last = Ord::max(current.valid_from, uow.today()) - Days::new(1);
    if current.valid_to.is_some_and(|to| to <= last) {
        return Ok(Recorded::unchanged(current.into()));
    }
    uow.touch(Topic::Access)?;
    let mut next = current.clone().into_active_model();
    next.valid_to = Set(Some(last));
    let changed = uow.save(next, id, current.version).await?;
    let event = AssignmentEvent::Updated { user_id: changed.user_id, role: changed.role };
    uow.record(event.of(&current, &changed), AssignmentView::from(changed)).await
}
