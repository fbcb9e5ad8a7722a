//! The demonstration: the real register, an account for every unit and, if asked, three years of plausible history.
//! The accounts can sign in only where the server runs in demo mode.
mod accounts;
mod guests;
mod history;
mod progress;

use std::time::Instant;

pub use accounts::People;
use anyhow::{Context, Result, bail};
use base::{
    kernel::{clock::Clock, password::Passwords},
    store::db::{Db, Settings},
};
use entity::{journal, unit, user_account};
pub use guests::{Guest, Guests};
pub use progress::Progress;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait};

use crate::{boot, import};

/// What was made, for the words printed at the end.
pub struct Made {
    pub units: usize,
    pub accounts: usize,
    pub history: Option<history::Told>,
    /// Accounts to begin with.
    pub guests: Guests,
    pub seconds: f64,
}

/// What is told besides the register.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    pub history: bool,
    /// The year until whose end units are reorganised.
    pub through: Option<i32>,
    /// GSO codes of the provinces that the history is told of; none for all.
    pub provinces: Vec<String>,
}

/// Fills an empty database. Refuses one that holds anything.
pub async fn fill(settings: &Settings, password: &str, extent: &Extent, progress: &Progress) -> Result<Made> {
    let started = Instant::now();
    let clock = if extent.history { Clock::manual(history::BEGINS.parse()?) } else { Clock::System };
    let db = Db::connect(&Settings { durable: false, ..settings.clone() }, clock).await;
    let db = db.context("--database-url: cannot connect")?;
    progress.step("schema");
    boot::migrate(settings).await?;
    refuse_unless_empty(&db).await?;
    progress.step("register");
    let imported = import::run(&db).await?;
    progress.step("accounts");
    let hash = Passwords::new()?.hash(password.to_owned()).await?;
    let mut people = accounts::make(&db, &hash).await?;
    let Extent { history: _, through, provinces } = extent;
    let course = history::Course { through: *through, provinces, password_hash: &hash, progress };
    let told =
        if extent.history { Some(history::tell(&db, &mut people, imported.movement_id, course).await?) } else { None };
    let guests = guests::choose(&db, &people).await?;
    let accounts = people.count();
    tidy(&db).await?;
    db.close().await?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(Made { units: imported.units, accounts, history: told, guests, seconds })
}

/// Three years were written within a minute: their pages are put in order once.
async fn tidy(db: &Db) -> Result<()> {
    if db.primary().get_database_backend() == DbBackend::Sqlite {
        db.primary().execute_unprepared("VACUUM").await?;
    }
    Ok(())
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
