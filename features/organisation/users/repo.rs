//! Queries on accounts and roles. One condition says whom an administrator looks after, for items and lists alike;
//! everybody else does not exist for it.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Denied, Error, Result},
        scope::Scope,
        text,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::NaiveDate;
use entity::{
    assignment::{self, Role},
    journal::Subject,
    user_account,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use super::dto::{AssignmentFilter, UserFilter};

pub async fn any_account(db: &Conn, id: Uuid) -> Result<user_account::Model> {
    user_account::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// An account that the caller looks after. The database does the same for one that is hidden as for one that is not there:
/// it is asked for the row and for its roles by their keys, and what they mean is decided here.
pub async fn account(db: &Conn, scope: &Scope, id: Uuid) -> Result<user_account::Model> {
    let found = user_account::Entity::find_by_id(id).one(db).await?;
    let roles = roles(db, scope, id).await?;
    let found = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if looks_after(scope, &found, &roles) { Ok(found) } else { Err(hidden(scope, Subject::User, id, None)) }
}

/// An account that the caller looks after, by its user name; in the same way.
pub async fn by_username(db: &Conn, scope: &Scope, username: &str) -> Result<Option<user_account::Model>> {
    let named = user_account::Entity::find().filter(user_account::Column::Username.eq(username));
    let found = named.one(db).await?;
    let roles = roles(db, scope, found.as_ref().map_or_else(Uuid::nil, |account| account.id)).await?;
    Ok(found.filter(|account| looks_after(scope, account, &roles)))
}

/// The roles of an account; none where they say nothing, to an administrator of the ministry.
async fn roles(db: &Conn, scope: &Scope, user_id: Uuid) -> Result<Vec<assignment::Model>> {
    if scope.administers_sector() {
        return Ok(vec![]);
    }
    Ok(assignment::Entity::find().filter(assignment::Column::UserId.eq(user_id)).all(db).await?)
}

/// What `looked_after` says of one account and its roles.
fn looks_after(scope: &Scope, account: &user_account::Model, roles: &[assignment::Model]) -> bool {
    if scope.administers_sector() {
        return true;
    }
    let current: Vec<_> = roles.iter().filter(|role| role.valid_to.is_none_or(|last| last >= scope.today)).collect();
    let mine = |role: &assignment::Model| scope.administers(role.unit_id);
    match () {
        () if roles.is_empty() => account.created_by == Some(scope.user_id),
        () if current.is_empty() => roles.iter().all(mine),
        () => current.into_iter().all(mine),
    }
}

/// A role at a unit that the caller administers.
pub async fn assignment(db: &Conn, scope: &Scope, id: Uuid) -> Result<assignment::Model> {
    let found = assignment::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if scope.administers(found.unit_id) {
        return Ok(found);
    }
    Err(hidden(scope, Subject::Assignment, id, Some(found.unit_id)))
}

fn hidden(scope: &Scope, subject_type: Subject, subject_id: Uuid, unit_id: Option<Uuid>) -> Error {
    Error::hidden(Denied { user_id: scope.user_id, subject_type, subject_id, unit_id })
}

/// The accounts that an administrator looks after: those all of whose roles of today and later are at units that it
/// administers; of those who have none any more, those whose past ones are; and what it made itself and nobody has given a
/// role yet. An administrator of the ministry looks after all.
pub fn looked_after(scope: &Scope) -> Condition {
    use user_account::Column::{CreatedBy, Id};
    let Some(units) = scope.administered() else { return Condition::all() };
    let outside = Expr::col(assignment::Column::UnitId).is_in(units).not();
    let any = || Condition::all();
    let current = || {
        let open = Expr::col(assignment::Column::ValidTo).is_null();
        Condition::any().add(open).add(assignment::Column::ValidTo.gte(scope.today))
    };
    let now = Condition::all()
        .add(Id.in_subquery(users(current())))
        .add(Id.not_in_subquery(users(Condition::all().add(current()).add(outside.clone()))));
    let past = Condition::all()
        .add(Id.not_in_subquery(users(current())))
        .add(Id.in_subquery(users(any())))
        .add(Id.not_in_subquery(users(any().add(outside))));
    let fresh = Condition::all().add(Id.not_in_subquery(users(any()))).add(CreatedBy.eq(scope.user_id));
    Condition::any().add(now).add(past).add(fresh)
}

/// Whose roles a condition is true of.
fn users(of: Condition) -> SelectStatement {
    assignment::Entity::find().select_only().column(assignment::Column::UserId).filter(of).into_query()
}

pub async fn users_page(
    db: &Conn,
    scope: &Scope,
    filter: &UserFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<user_account::Model>> {
    use user_account::Column;
    let mut select = user_account::Entity::find().filter(looked_after(scope));
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(unit_id) = filter.unit_id {
        // Who has been where else is not told by asking.
        let asked = Some(unit_id).filter(|unit_id| scope.administers(*unit_id));
        select =
            select.filter(Column::Id.in_subquery(users(Condition::all().add(assignment::Column::UnitId.is_in(asked)))));
    }
    let sorts = [SortField { name: "username", column: Column::Username, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "username", Column::Id, page, list).await
}

pub async fn assignments(
    db: &Conn,
    scope: &Scope,
    filter: &AssignmentFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<assignment::Model>> {
    use assignment::Column;
    let mut select: Select<assignment::Entity> = assignment::Entity::find();
    if let Some(units) = scope.administered() {
        select = select.filter(Column::UnitId.is_in(units));
    }
    if let Some(user_id) = filter.user_id {
        select = select.filter(Column::UserId.eq(user_id));
    }
    if let Some(unit_id) = filter.unit_id {
        select = select.filter(Column::UnitId.eq(unit_id));
    }
    if !filter.role.is_empty() {
        select = select.filter(Column::Role.is_in(filter.role.iter().copied()));
    }
    let sorts = [SortField { name: "valid_from", column: Column::ValidFrom, kind: Kind::Day }];
    page::fetch(db, select, &sorts, "valid_from", Column::Id, page, list).await
}

/// What somebody has delegated, and what was delegated to them.
pub async fn delegations(db: &Conn, user_id: Uuid) -> Result<Vec<assignment::Model>> {
    use assignment::Column;
    let delegations = || assignment::Entity::find().filter(Column::DelegatedById.is_not_null());
    // One condition for both would be served by no index.
    let mut found = delegations().filter(Column::DelegatedById.eq(user_id)).all(db).await?;
    found.extend(delegations().filter(Column::UserId.eq(user_id)).all(db).await?);
    found.sort_unstable_by_key(|m| std::cmp::Reverse(m.id));
    Ok(found)
}

/// Who holds what where, between which days.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub user_id: Uuid,
    pub role: Role,
    pub unit_id: Uuid,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

impl From<&assignment::Model> for Held {
    fn from(m: &assignment::Model) -> Self {
        Self { user_id: m.user_id, role: m.role, unit_id: m.unit_id, from: m.valid_from, to: m.valid_to }
    }
}

/// Another assignment by which the same is held on one of the days.
pub async fn overlapping(db: &Conn, held: &Held, but_for: Option<Uuid>) -> Result<Option<assignment::Model>> {
    use assignment::{Column, Entity};
    let lasts = |day: Expr| Condition::any().add(Column::ValidTo.is_null()).add(Expr::col(Column::ValidTo).gte(day));
    let mut select = Entity::find()
        .filter(Column::UserId.eq(held.user_id))
        .filter(Column::Role.eq(held.role))
        .filter(Column::UnitId.eq(held.unit_id))
        .filter(lasts(Expr::value(held.from)))
        .filter(lasts(Expr::col(Column::ValidFrom)));
    if let Some(to) = held.to {
        select = select.filter(Column::ValidFrom.lte(to));
    }
    if let Some(id) = but_for {
        select = select.filter(Column::Id.ne(id));
    }
    Ok(select.one(db).await?)
}
