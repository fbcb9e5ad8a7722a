//! HTTP for administrators who ask why.
use actix_web::get;
use base::{
    http::{
        answer::Listed,
        auth::Can,
        list::Listing,
        query::{ListQuery, Params},
    },
    kernel::{
        error::{self, Code, Error, Look, Result},
        policy::{Permission, perm},
    },
    store::page::{Page, PageQuery},
};
use entity::{assignment::Role, journal::Subject};
use organisation::{reorganisations, users};
use uuid::Uuid;

use super::{
    dto::{AccessQuestion, Entitled, Explanation, WhoCanQuestion},
    explain::{self, Explained},
    owners, repo,
};
use crate::steps::{Asked, Asker, GRANTED};

/// Explain what somebody may
///
/// For administrators, of the people they look after and of what belongs to units in their part of the tree; all else answers as if
/// it were not there. It says what `/me/can` would say to that person, and what that rests on: account, roles, reach, party, second
/// factor, state, authors and guards, up to the first that is missing. It tells ids, states and codes, and nothing of what a
/// paper says. The journal keeps that it was asked.
#[utoipa::path(tag = "users", params(AccessQuestion), responses((status = 200, body = Explanation)), security(("bearer" = ["access:explain"])))]
#[get("/access/explain")]
pub async fn explain_access(
    can: Can<perm::AccessExplain>,
    question: Params<AccessQuestion>,
) -> Result<Listed<Explanation>> {
    let AccessQuestion { person, action, resource } = &question.0;
    let (db, scope, asked) = (can.state.db.read(), &can.scope, Asked::of(action, resource)?);
    let person = users::repo::account(db, scope, *person).await?;
    let unit_id = within_reach(&can, asked).await?;
    tell(&can, asked, Some(person.id), unit_id);
    let assured = repo::with_second_factor(db, &[person.id]).await?.contains(&person.id);
    let principal = &explain::caller(person.id, can.state.second_factor, assured);
    let asker = Asker { state: &can.state, snapshot: &can.snapshot, principal, explained: true };
    let assignments = &repo::assignments(db, scope, person.id).await?;
    let explained = Explained { asker, person: &person, assignments, today: scope.today };
    Ok(Listed::new(explained.of(asked, action, unit_id).await?))
}

/// List who may
///
/// Those of whom `/access/explain` says that they may, among the people whom the caller looks after. Each page looks at so
/// many people as `limit` says, so it may hold fewer, or none, while there are more to come. Order: `username`.
#[utoipa::path(tag = "users", params(WhoCanQuestion, PageQuery), responses((status = 200, body = Page<Entitled>)), security(("bearer" = ["access:explain"])))]
#[get("/access/who-can")]
pub async fn who_can(can: Can<perm::AccessExplain>, query: ListQuery<WhoCanQuestion>) -> Result<Listing> {
    query.answer(async move |query| entitled(&can, query).await).await
}

async fn entitled(can: &Can<perm::AccessExplain>, query: &ListQuery<WhoCanQuestion>) -> Result<Page<Entitled>> {
    let WhoCanQuestion { action, resource } = &query.filter;
    // How many there are is not known before all were looked at.
    if query.page.counts() {
        return Err(Error::with(Code::InvalidParameter, "count"));
    }
    let (db, asked) = (can.state.db.read(), Asked::of(action, resource)?);
    let unit_id = within_reach(can, asked).await?;
    tell(can, asked, None, unit_id);
    let rows = repo::candidates(db, &can.scope, roles(asked), &query.page, &query.list).await?;
    let ids: Vec<Uuid> = rows.rows.iter().map(|person| person.id).collect();
    let assured = repo::with_second_factor(db, &ids).await?;
    let mut page = rows.into_page(Entitled::from);
    let mut may = vec![];
    for person in page.items {
        let account = can.snapshot.access.account(person.person_id);
        let usable = explain::unusable(account, can.state.demo_mode).is_none();
        let assured = assured.contains(&person.person_id);
        let principal = &explain::caller(person.person_id, can.state.second_factor, assured);
        let asker = Asker { state: &can.state, snapshot: &can.snapshot, principal, explained: false };
        if usable && asker.verdict(asked, action).await? == GRANTED {
            may.push(person);
        }
    }
    page.items = may;
    Ok(page)
}

/// Without one of these nobody may.
const fn roles(asked: Asked) -> &'static [Role] {
    match asked {
        Asked::Unit(permission, _) => permission.roles(),
        Asked::Paper((_, _, reads), _) => reads.roles(),
    }
}

/// The unit that answers for what is asked about, if it is in the administrator's part of the tree.
async fn within_reach(can: &Can<perm::AccessExplain>, asked: Asked) -> Result<Option<Uuid>> {
    let missing = || Error::new(Code::NotFound);
    let (subject, id, unit_id) = match asked {
        Asked::Unit(_, id) => (Subject::Unit, id, can.snapshot.organisation.unit(id).map(|unit| unit.id)),
        // These belong to no unit: they are there for who may look at them itself.
        Asked::Paper((_, Subject::Reorganisation, _), id) => {
            let today = can.state.calendar.today(can.state.clock.now());
            let (access, organisation) = (&can.snapshot.access, can.snapshot.organisation.clone());
            let reads = Permission::ReorganisationsRead;
            let scope = can.scope.principal().scope(access, reads, organisation, today)?;
            reorganisations::actions(&can.state, &scope, id).await?;
            return Ok(None);
        }
        Asked::Paper((_, subject, _), id) => (subject, id, owners::of(can.state.db.read(), subject, id).await?),
    };
    let unit_id = unit_id.ok_or_else(missing)?;
    if !can.scope.administers(unit_id) {
        return Err(can.scope.hidden(subject, id, unit_id));
    }
    Ok(Some(unit_id))
}

fn tell(can: &Can<perm::AccessExplain>, asked: Asked, person_id: Option<Uuid>, unit_id: Option<Uuid>) {
    let (subject_type, subject_id) = match asked {
        Asked::Unit(_, id) => (Subject::Unit, id),
        Asked::Paper((_, subject, _), id) => (subject, id),
    };
    let user_id = can.scope.user_id;
    let look = Look::Explained(error::Explained { user_id, person_id, subject_type, subject_id, unit_id });
    if can.state.looks.try_send(look).is_err() {
        tracing::warn!("the queue of looks is full");
    }
}
