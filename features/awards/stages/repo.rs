//! Queries on stages: whoever reads a movement reads how it reviews.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::Conn,
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use entity::{award_stage, nomination::Stage};
use planning::movements;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::dto::StageFilter;

/// A movement that the caller does not see has no stages either.
pub async fn get(db: &Conn, scope: &Scope, id: Uuid) -> Result<award_stage::Model> {
    let found = award_stage::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    movements::repo::get(db, scope, found.movement_id).await?;
    Ok(found)
}

/// Only a movement that runs launches a stage, and every reader of movements sees those.
pub async fn page(db: &Conn, filter: &StageFilter, page: &PageQuery, list: &List) -> Result<Rows<award_stage::Model>> {
    use award_stage::Column;
    let mut select = award_stage::Entity::find();
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    let sorts = [SortField { name: "launched_at", column: Column::LaunchedAt, kind: Kind::Time }];
    page::fetch(db, select, &sorts, "-launched_at", Column::Id, page, list).await
}

/// The last that was launched for a review.
pub async fn in_force(db: &Conn, movement_id: Uuid, stage: Stage) -> Result<Option<award_stage::Model>> {
    use award_stage::{Column, Entity};
    let found = Entity::find().filter(Column::MovementId.eq(movement_id)).filter(Column::Stage.eq(stage));
    Ok(found.order_by_desc(Column::LaunchedAt).order_by_desc(Column::Id).one(db).await?)
}
