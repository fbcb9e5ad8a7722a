//! Queries on whose rights are asked for.
use std::collections::HashSet;

use base::{
    kernel::{cursor::List, error::Result, scope::Scope},
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{
    assignment::{self, Role},
    second_factor,
    user_account::{self, UserStatus},
};
use organisation::users;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

/// The roles of a person in the part of the tree that an administrator looks after, whatever their days.
pub async fn assignments(db: &Conn, scope: &Scope, user_id: Uuid) -> Result<Vec<assignment::Model>> {
    use assignment::Column;
    let of_person = assignment::Entity::find().filter(Column::UserId.eq(user_id));
    let ordered = of_person.order_by_asc(Column::ValidFrom).order_by_asc(Column::Id);
    let mut held = ordered.all(db).await?;
    held.retain(|one| scope.administers(one.unit_id));
    Ok(held)
}

/// Which of these people use a second factor.
pub async fn with_second_factor(db: &Conn, people: &[Uuid]) -> Result<HashSet<Uuid>> {
    use second_factor::Column;
    let used = second_factor::Entity::find().select_only().column(Column::UserId);
    let used = used.filter(Column::ConfirmedAt.is_not_null()).filter(Column::UserId.is_in(people.iter().copied()));
    Ok(used.into_tuple::<Uuid>().all(db).await?.into_iter().collect())
}

/// The accounts that an administrator looks after, of those who have one of these roles today. Nobody else may anything
/// that takes one.
pub async fn candidates(
    db: &Conn,
    scope: &Scope,
    roles: &[Role],
    page: &PageQuery,
    list: &List,
) -> Result<Rows<user_account::Model>> {
    use user_account::Column;
    let select = user_account::Entity::find()
        .filter(users::repo::looked_after(scope))
        .filter(Column::Status.eq(UserStatus::Active))
        .filter(Expr::exists(held(scope, roles)));
    let sorts = [SortField { name: "username", column: Column::Username, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "username", Column::Id, page, list).await
}

/// One of these roles, of the account that is looked at.
fn held(scope: &Scope, roles: &[Role]) -> SelectStatement {
    use assignment::{Column, Entity};
    let of_account = Expr::col((Entity, Column::UserId)).equals((user_account::Entity, user_account::Column::Id));
    let lasts = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(scope.today));
    let today = Entity::find().filter(of_account).filter(Column::ValidFrom.lte(scope.today)).filter(lasts);
    today.filter(Column::Role.is_in(roles.iter().copied())).select_only().column(Column::Id).into_query()
}
