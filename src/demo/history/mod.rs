//! Three years of a movement, told through the service's own use cases: every step is taken by the account that may
//! take it, on the day it would be taken. What is told is made up; the units are real.
mod nominations;
mod plans;
mod reports;
mod stage;

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::People;
use crate::{
    core::{
        db::Db,
        error::{Error, Result},
    },
    features::{self, movements::Lines},
};
use stage::Stage;

/// Before anybody acts.
pub const BEGINS: &str = "2023-04-01T01:00:00Z";

/// How much was told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    pub plans: usize,
    pub reports: usize,
    pub nominations: usize,
    pub awards: usize,
}

pub async fn tell(db: &Db, people: &People, movement_id: Uuid) -> Result<Told> {
    db.maintain("demo", async |uow| features::reports::generate(uow).await).await?;
    let snapshot = db.snapshot().await?;
    let lines = Lines::of(db.read_latest(), movement_id).await?;
    let units: Vec<Uuid> = snapshot.organisation.units().filter(|u| lines.oblige(u)).map(|u| u.id).collect();
    let stage = Stage::new(db, people, snapshot, movement_id, units);
    let mut told = Told { plans: plans::tell(&stage).await?, ..Told::default() };
    for year in [2023, 2024, 2025] {
        told.reports += reports::tell(&stage, year).await?;
    }
    (told.nominations, told.awards) = nominations::tell(&stage).await?;
    // The seal follows in the background once the server runs; a first one here keeps that short.
    while db.maintain("demo", async |uow| crate::core::journal::seal_batch(&uow.tx, uow.now).await).await? > 0 {}
    Ok(told)
}

/// The code of a movement's indicator catalogue, by kind of unit.
async fn indicators(stage: &Stage<'_>) -> Result<Vec<(entity::indicator::Model, Vec<entity::unit::UnitKind>)>> {
    let db = stage.db.read_latest();
    let rows = features::movements::repo::indicators_of(db, stage.movement_id).await?;
    let kinds = entity::indicator_kind::Entity::find().all(db).await.map_err(Error::from)?;
    let of = |id| kinds.iter().filter(|k| k.indicator_id == id).map(|k| k.unit_kind).collect();
    Ok(rows.into_iter().map(|m| (m.clone(), of(m.id))).collect())
}
