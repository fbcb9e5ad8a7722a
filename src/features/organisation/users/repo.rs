//! Queries on accounts and assignments. Administrators see what lies in their part of the tree.
use entity::{assignment, user_account};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::dto::{AssignmentFilter, UserFilter};
use crate::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
        text,
    },
    store::page::{self, Kind, PageQuery, Rows, SortField},
};

pub async fn user(db: &impl ConnectionTrait, id: Uuid) -> Result<user_account::Model> {
    user_account::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The ids of those who are, were or will be assigned to some units.
fn assigned_to(units: Vec<Uuid>) -> Select<assignment::Entity> {
    assignment::Entity::find()
        .select_only()
        .column(assignment::Column::UserId)
        .filter(assignment::Column::UnitId.is_in(units))
}

pub async fn users(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &UserFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<user_account::Model>> {
    use user_account::Column;
    let mut select = user_account::Entity::find();
    if let Some(units) = scope.administered() {
        select = select.filter(Column::Id.in_subquery(assigned_to(units).into_query()));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(unit_id) = filter.unit_id {
        select = select.filter(Column::Id.in_subquery(assigned_to(vec![unit_id]).into_query()));
    }
    let sorts = [SortField { name: "username", column: Column::Username, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "username", Column::Id, page, list).await
}

pub async fn assignments(
    db: &impl ConnectionTrait,
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

/// Whether an administrator looks after an account: every unit it is assigned to is theirs.
pub async fn administered(db: &impl ConnectionTrait, scope: &Scope, user_id: Uuid) -> Result<bool> {
    let units = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::UnitId)
        .filter(assignment::Column::UserId.eq(user_id))
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    Ok(units.into_iter().all(|unit| scope.administers(unit)))
}
