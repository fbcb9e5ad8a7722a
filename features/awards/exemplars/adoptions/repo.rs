//! Queries on adoptions.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::exemplar_adoption::{self, Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::dto::AdoptionFilter;

/// Only what was published is adopted, and it stays published: everybody may read every adoption.
pub async fn get(db: &Conn, id: Uuid) -> Result<exemplar_adoption::Model> {
    Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn page(
    db: &Conn,
    filter: &AdoptionFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<exemplar_adoption::Model>> {
    let mut select = Entity::find();
    if let Some(exemplar) = filter.exemplar_id {
        select = select.filter(Column::ExemplarId.eq(exemplar));
    }
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    if !filter.unit_id.is_empty() {
        select = select.filter(Column::UnitId.is_in(filter.unit_id.iter().copied()));
    }
    if !filter.province_code.is_empty() {
        select = select.filter(Column::ProvinceCode.is_in(filter.province_code.iter().map(|code| &**code)));
    }
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    let sorts = [SortField { name: "updated_at", column: Column::UpdatedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-updated_at", Column::Id, page, list).await
}
