//! What an empty database begins with: the register, the functions, the law, the ladder of
//! reminders and the movement of Decision 303/QĐ-BTP.
//!
//! The register is loaded as it stood on 1 January 2023. When units end, and what follows them, is a matter of
//! reorganisations, not of hindsight in a file; so `valid_to` of the files is not read here. Those that have come about
//! since are read by `reorganisations`, as documents to be carried out one after the other.
mod files;
mod indicators;
mod law;
mod movement;
mod reform;
mod register;
mod reminders;

use base::{
    kernel::error::{Code, Error, Result},
    store::{
        db::{Actor, Db, Recorded, Uow},
        journal::Change,
    },
};
use entity::{snapshot_version::Topic, unit};
use organisation::journal::events::RegisterEvent;
pub use reform::reorganisations;
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

/// How many rows an import made.
#[derive(Clone, Copy, Debug)]
pub struct Imported {
    pub units: usize,
    pub indicators: usize,
    pub movement_id: Uuid,
}

/// Fills an empty database, in one transaction.
pub async fn run(db: &Db) -> Result<Imported> {
    db.write(&Actor::system("import"), async |uow| fill(uow).await).await
}

async fn fill(uow: &Uow) -> Result<Recorded<Imported>> {
    if unit::Entity::find().count(&uow.tx).await? > 0 {
        return Err(Error::with(Code::Conflict, "the register is not empty"));
    }
    let units = register::load(uow).await?;
    register::load_functions(uow, &units).await?;
    let indicators = indicators::load(uow).await?;
    law::load(uow).await?;
    reminders::load(uow).await?;
    let movement_id = movement::load(uow, &units).await?;
    uow.touch(Topic::Organisation)?;
    let imported = Imported { units: units.len(), indicators, movement_id };
    let event = RegisterEvent::Imported { units: units.len(), indicators, files: files::digests() };
    uow.record(Change::new(&event, movement_id), imported).await
}
