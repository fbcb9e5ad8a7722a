//! Queries on ladders. Of each question the newest row is the answer: ids are in the order of their making.
use std::collections::HashMap;

use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
    },
    store::{
        db::Conn,
        page::{self, PageQuery, Rows},
    },
};
use entity::{
    reminder_ladder::{Column, Entity, Model},
    reminder_rung,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::reminders::{dto::LadderFilter, rules::ladder::Rung};

pub async fn ladder(db: &Conn, id: Uuid) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn ladders(db: &Conn, filter: &LadderFilter, page: &PageQuery, list: &List) -> Result<Rows<Model>> {
    let mut select = Entity::find();
    if let Some(movement) = filter.movement_id {
        select = select.filter(Column::MovementId.eq(movement));
    }
    page::fetch_by_id(db, select, Column::Id, page, list).await
}

pub async fn rungs_of(db: &Conn, ladders: &[Model]) -> Result<HashMap<Uuid, Vec<reminder_rung::Model>>> {
    let mut found: HashMap<Uuid, Vec<reminder_rung::Model>> = HashMap::new();
    let select = reminder_rung::Entity::find()
        .filter(reminder_rung::Column::LadderId.is_in(ladders.iter().map(|ladder| ladder.id)))
        .order_by_asc(reminder_rung::Column::Level);
    for rung in select.all(db).await? {
        found.entry(rung.ladder_id).or_default().push(rung);
    }
    Ok(found)
}

/// The movement's own, else the one for all.
pub async fn in_force(db: &Conn, movement_id: Uuid) -> Result<Vec<Rung>> {
    let newest = async |whose: sea_orm::sea_query::SimpleExpr| {
        Entity::find().filter(whose).order_by_desc(Column::Id).one(db).await
    };
    let found = match newest(Column::MovementId.eq(movement_id)).await? {
        Some(own) => Some(own),
        None => newest(Column::MovementId.is_null()).await?,
    };
    let Some(ladder) = found else { return Ok(vec![]) };
    let rungs = rungs_of(db, std::slice::from_ref(&ladder)).await?;
    Ok(rungs.into_values().flatten().map(|rung| Rung::from(&rung)).collect())
}
