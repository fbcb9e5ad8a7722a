//! The ladder of reminders that holds until a document gives another: it is configuration, and says so.
use base::{
    kernel::error::Result,
    store::db::{Uow, bulk},
};
use entity::{
    reminder_ladder,
    reminder_rung::{RungMeans, RungTiming},
};
use oversight::reminders::{
    rules::ladder::{self, Rung},
    service::stored,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::Deserialize;
use uuid::Uuid;

use super::files;

#[derive(Deserialize)]
struct RungRow {
    level: i16,
    timing: RungTiming,
    working_days: i16,
    means: RungMeans,
    document: String,
}

pub async fn load(uow: &Uow) -> Result<()> {
    let rows: Vec<RungRow> = files::rows(files::REMINDER_LADDER)?;
    let Some(document) = rows.first().map(|row| row.document.clone()) else { return Ok(()) };
    let rungs: Vec<Rung> = rows.iter().map(rung).collect();
    ladder::check(&rungs)?;
    let id = Uuid::now_v7();
    let row = reminder_ladder::ActiveModel {
        id: Set(id),
        movement_id: Set(None),
        given_by_unit_id: Set(None),
        document_number: Set(document),
        given_by: Set(None),
        created_at: Set(uow.now),
    };
    reminder_ladder::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    bulk::insert(&uow.tx, rungs.iter().map(|rung| stored(id, rung)).collect()).await
}

fn rung(row: &RungRow) -> Rung {
    Rung { level: row.level, timing: row.timing, working_days: row.working_days, means: row.means }
}
