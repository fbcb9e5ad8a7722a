//! The demonstration: the real register, an account for every unit and, if asked, three years of plausible history.
//! The accounts can sign in only where the server runs in demo mode.
mod accounts;
mod history;

use std::time::Instant;

use anyhow::{Result, bail};
use entity::{journal, unit, user_account};
use sea_orm::{EntityTrait, PaginatorTrait};

pub use accounts::People;

use crate::{
    boot, import,
    kernel::{clock::Clock, password::Passwords},
    store::db::{Db, Settings},
};

/// What was made, for the words printed at the end.
pub struct Made {
    pub units: usize,
    pub accounts: usize,
    pub history: Option<history::Told>,
    pub seconds: f64,
}

/// What is told besides the register.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub history: bool,
    /// The year until whose end units are reorganised.
    pub through: Option<i32>,
}

/// Fills an empty database. Refuses one that holds anything.
pub async fn fill(settings: &Settings, password: &str, extent: Extent) -> Result<Made> {
    let started = Instant::now();
    let clock = if extent.history { Clock::manual(history::BEGINS.parse()?) } else { Clock::System };
    let db = Db::connect(&Settings { durable: false, ..settings.clone() }, clock).await?;
    boot::migrate(settings).await?;
    refuse_unless_empty(&db).await?;
    let imported = import::run(&db).await?;
    let hash = Passwords::new()?.hash(password.to_owned()).await?;
    let mut people = accounts::make(&db, &hash).await?;
    let course = history::Course { through: extent.through, password_hash: &hash };
    let told =
        if extent.history { Some(history::tell(&db, &mut people, imported.movement_id, course).await?) } else { None };
    let seconds = started.elapsed().as_secs_f64();
    let accounts = people.count();
    db.close().await?;
    Ok(Made { units: imported.units, accounts, history: told, seconds })
}

async fn refuse_unless_empty(db: &Db) -> Result<()> {
    let connection = db.primary();
    let rows = unit::Entity::find().count(connection).await?
        + user_account::Entity::find().count(connection).await?
        + journal::Entity::find().count(connection).await?;
    if rows > 0 {
        bail!(
            "--database-url: the database holds data; the demonstration needs an empty one (or: thidua serve --demo-mode)"
        );
    }
    Ok(())
}
