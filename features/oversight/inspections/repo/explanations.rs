//! Queries on what inspected units say for themselves: each sees its own, the inspecting side all.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, PageQuery, Rows},
    },
};
use entity::{inspection_explanation, journal::Subject};
use planning::files::readers;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::inspections::dto::ExplanationFilter;

pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<inspection_explanation::Model> {
    use inspection_explanation::Entity;
    if let Some(found) = Entity::find_by_id(id).filter(readers::explanations(scope)).one(db).await? {
        return Ok(found);
    }
    let hidden = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Err(scope.hidden(Subject::Inspection, hidden.inspection_id, hidden.inspecting_unit_id))
}

pub async fn page(
    db: &Conn,
    scope: &Scope,
    filter: &ExplanationFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<inspection_explanation::Model>> {
    use inspection_explanation::{Column, Entity};
    let mut select = Entity::find().filter(readers::explanations(scope));
    if let Some(inspection) = filter.inspection_id {
        select = select.filter(Column::InspectionId.eq(inspection));
    }
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

/// How often a unit has explained itself in an inspection.
pub async fn count(db: &Conn, inspection_id: Uuid, unit_id: Uuid) -> Result<u64> {
    use inspection_explanation::{Column, Entity};
    let said = Entity::find().filter(Column::InspectionId.eq(inspection_id)).filter(Column::UnitId.eq(unit_id));
    Ok(said.count(db).await?)
}
