//! The rings of keys: of the operator's files, or of the service's own making.
use anyhow::{Context, Result};
use base::{
    kernel::keys::{self, Keys, Ring, Rings},
    store::db::Conn,
};
use entity::setting;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

/// The rings that the operator's files hold.
#[derive(Clone, Debug, Default)]
pub struct GivenKeys {
    pub personal_ids: Option<Ring>,
    pub digests: Option<Ring>,
}

impl GivenKeys {
    /// Where a file is wanting, a key of the service's own that all instances share.
    pub async fn or_own(self, db: &Conn) -> Result<Keys> {
        Keys::new(Rings {
            personal_ids: ring(db, "personal_id_key", self.personal_ids).await?,
            digests: ring(db, "digest_key", self.digests).await?,
        })
    }
}

async fn ring(db: &Conn, name: &str, given: Option<Ring>) -> Result<Ring> {
    match (given, own(db, name).await?) {
        (Some(given), Some(own)) => return Ok(given.after(&own)),
        (Some(only), None) | (None, Some(only)) => return Ok(only),
        (None, None) => {}
    }
    let made =
        setting::ActiveModel { id: Set(Uuid::now_v7()), name: Set(name.to_owned()), value: Set(keys::generate()?) };
    // Of several instances the first makes it.
    let first = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    setting::Entity::insert(made).on_conflict(first).exec_without_returning(db).await?;
    own(db, name).await?.context("the key was not kept")
}

async fn own(db: &Conn, name: &str) -> Result<Option<Ring>> {
    let found = setting::Entity::find().filter(setting::Column::Name.eq(name)).one(db).await?;
    found.map(|own| Ring::own(&own.value)).transpose()
}
