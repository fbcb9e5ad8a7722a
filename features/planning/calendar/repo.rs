//! Queries on the years that were entered.
use base::{
    kernel::error::{Code, Error, Result},
    store::db::Conn,
};
use entity::calendar_year;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

pub async fn get(db: &Conn, id: Uuid) -> Result<calendar_year::Model> {
    calendar_year::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// One a year: they are read as a whole.
pub async fn years(db: &Conn, year: Option<i32>) -> Result<Vec<calendar_year::Model>> {
    let mut found = calendar_year::Entity::find().order_by_asc(calendar_year::Column::Year);
    if let Some(year) = year {
        found = found.filter(calendar_year::Column::Year.eq(year));
    }
    Ok(found.all(db).await?)
}
