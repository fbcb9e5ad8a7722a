//! Queries on inspections, their units, teams and explanations.
pub mod explanations;

use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
        text,
    },
    store::{
        db::{Conn, Uow},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{inspection, inspection_member, inspection_unit, journal::Subject, user_account};
use planning::files::readers;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::dto::InspectionFilter;

/// Asks the same of the database for what is hidden as for what is not there: how long it takes tells nothing.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<inspection::Model> {
    let seen = inspection::Entity::find_by_id(id).filter(readers::inspections(scope));
    if let Some(found) = seen.one(db).await? {
        return Ok(found);
    }
    let hidden = inspection::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Inspection, id, hidden.unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &InspectionFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<inspection::Model>> {
    use inspection::Column;
    let inspected: Vec<Uuid> = readers::inspected(scope).into_tuple().all(db).await?;
    let of_mine = (!inspected.is_empty()).then(|| Column::Id.is_in(inspected));
    let mut select = inspection::Entity::find().filter(readers::inspections_of(scope, of_mine));
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if let Some(unit) = filter.inspected_unit_id {
        select = select.filter(Column::Id.in_subquery(of_unit(unit).into_query()));
        // Who else is inspected is not told by asking either.
        if !scope.owns(unit) {
            select = select.filter(readers::inspections_of(scope, None));
        }
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(from) = filter.starts_on_from {
        select = select.filter(Column::StartsOn.gte(from));
    }
    if let Some(to) = filter.starts_on_to {
        select = select.filter(Column::StartsOn.lte(to));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [
        SortField { name: "starts_on", column: Column::StartsOn, kind: Kind::Day },
        SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time },
    ];
    page::fetch(db, select, &sorts, "-starts_on", Column::Id, page, list).await
}

/// Whether the caller stands on the side that inspects: of the unit, above it or in the team.
pub fn inspects(scope: &Scope, m: &inspection::Model) -> bool {
    scope.sees(m.unit_id, m.announced_at.is_some()) || scope.inspections().contains(&m.id)
}

/// The ids of the inspections of a unit.
fn of_unit(unit: Uuid) -> Select<inspection_unit::Entity> {
    use inspection_unit::{Column, Entity};
    Entity::find().select_only().column(Column::InspectionId).filter(Column::UnitId.eq(unit))
}

/// The units that are inspected, in the order in which they were named.
pub async fn units(db: &Conn, id: Uuid) -> Result<Vec<Uuid>> {
    use inspection_unit::{Column, Entity};
    let found = Entity::find().select_only().column(Column::UnitId).filter(Column::InspectionId.eq(id));
    Ok(found.order_by_asc(Column::Id).into_tuple().all(db).await?)
}

/// Who is in the team, in the order in which they were named.
pub async fn team(db: &Conn, id: Uuid) -> Result<Vec<inspection_member::Model>> {
    use inspection_member::{Column, Entity};
    Ok(Entity::find().filter(Column::InspectionId.eq(id)).order_by_asc(Column::Id).all(db).await?)
}

/// What people are called.
pub async fn names(db: &Conn, people: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, String>> {
    use user_account::{Column, Entity};
    let found = Entity::find().select_only().columns([Column::Id, Column::FullName]).filter(Column::Id.is_in(people));
    Ok(found.into_tuple::<(Uuid, String)>().all(db).await?.into_iter().collect())
}

/// An inspection that stays as it is until the transaction ends, for what does not change its version. (SQLite has one
/// writer at a time anyhow.)
pub async fn held(uow: &Uow, id: Uuid) -> Result<inspection::Model> {
    let found = inspection::Entity::find_by_id(id).lock_exclusive().one(&uow.tx).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}
