//! Three years of a movement, told through the service's own use cases: every step is taken by the account that may
//! take it, on the day it would be taken. What is told is made up; the units are real.
mod ballots;
mod cascade;
mod councils;
mod exemplars;
mod follow_up;
mod nominations;
mod oversight;
mod plans;
mod postings;
mod reforms;
mod reports;
mod reviews;
mod stage;

use base::{
    kernel::error::{Error, Result},
    store::db::Db,
};
use reforms::Reforms;
use reviews::Round;
use sea_orm::EntityTrait;
use stage::Stage;
use uuid::Uuid;

use super::{People, Progress};

/// Before anybody acts.
pub const BEGINS: &str = "2023-04-01T01:00:00Z";
/// Of the movement that is told.
const YEARS: std::ops::RangeInclusive<i32> = 2023..=2025;

/// How much was told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    pub plans: usize,
    pub reports: usize,
    pub nominations: usize,
    pub awards: usize,
    pub reorganisations: usize,
}

/// Until when units are reorganised as they were in truth; never without a year.
#[derive(Clone, Copy)]
pub struct Course<'a> {
    pub through: Option<i32>,
    /// GSO codes of the provinces that the story is told of; none for all.
    pub provinces: &'a [String],
    /// For the accounts of units that begin.
    pub password_hash: &'a str,
    pub progress: &'a Progress,
}

pub async fn tell(db: &Db, people: &mut People, movement_id: Uuid, course: Course<'_>) -> Result<Told> {
    db.maintain("demo", async |uow| reporting::reports::generate(uow, uow.organisation()).await).await?;
    let mut stage = Stage::set(db, people, movement_id, course).await?;
    let mut reforms = Reforms::through(course.through, course.password_hash)?;
    let mut told = Told { plans: plans::tell(&stage).await?, ..Told::default() };
    for year in YEARS {
        if let Some(round) = Round::of(year) {
            reforms.until(&mut stage, &format!("{year}-03-03"), &mut told).await?;
            oversight::tell(&stage, year).await?;
            reforms.until(&mut stage, &format!("{year}-07-20"), &mut told).await?;
            exemplars::tell(&stage, year).await?;
            reforms.until(&mut stage, &format!("{year}-{}", reviews::EVE), &mut told).await?;
            let (nominations, awards) = reviews::tell(&stage, round).await?;
            told.nominations += nominations;
            told.awards += awards;
        }
        reforms.until(&mut stage, &format!("{year}-12-14"), &mut told).await?;
        told.reports += reports::tell(&stage, year).await?;
    }
    reforms.until(&mut stage, "9999-12-31", &mut told).await?;
    // Both follow in the background once the server runs; first ones here keep that short.
    while db.maintain("demo", async |uow| base::store::journal::seal_batch(&uow.tx, uow.now).await).await? > 0 {}
    while db.maintain("demo", async |uow| base::store::figures::forget_old(uow).await).await? > 0 {}
    Ok(told)
}

/// The code of a movement's indicator catalogue, by kind of unit.
async fn indicators(stage: &Stage<'_>) -> Result<Vec<(entity::indicator::Model, Vec<entity::unit::UnitKind>)>> {
    let db = stage.db.primary();
    let rows = planning::movements::repo::indicators_of(db, stage.movement_id).await?;
    let kinds = entity::indicator_kind::Entity::find().all(db).await.map_err(Error::from)?;
    let of = |id| kinds.iter().filter(|k| k.indicator_id == id).map(|k| k.unit_kind).collect();
    Ok(rows.into_iter().map(|m| (m.clone(), of(m.id))).collect())
}
