//! What the two sides of a report write to each other: the one that has not written is told. To the journal it is a matter of
//! the unit whose report it is, whichever side wrote.
use std::collections::HashMap;

use base::{
    kernel::error::Result,
    store::db::{Conn, bulk::lists},
};
use chrono::{DateTime, Utc};
use entity::{journal, report_message};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::repo::{MOST, Told};

const WRITTEN: &str = "report.message_written";

/// What was written to these units.
pub async fn told(db: &Conn, units: &[Uuid], since: DateTime<Utc>) -> Result<Vec<Told>> {
    use journal::Column;
    let (to, mut reports) = written(db, units, since).await?;
    reports.sort_unstable();
    reports.dedup();
    let mut found = vec![];
    for ids in lists(&reports) {
        let entries = journal::Entity::find().filter(Column::At.gt(since)).filter(Column::SubjectId.is_in(ids));
        let entries = entries.filter(Column::Event.eq(WRITTEN)).order_by_desc(Column::Id).limit(MOST as u64);
        let told = |entry: journal::Model| Some(Told { unit_id: *to.get(&message_id(&entry)?)?, entry });
        found.extend(entries.all(db).await?.into_iter().filter_map(told));
    }
    Ok(found)
}

fn message_id(entry: &journal::Model) -> Option<Uuid> {
    let data: Value = serde_json::from_str(&entry.data).ok()?;
    data.get("message_id")?.as_str()?.parse().ok()
}

/// Which of the units each of the newest messages is for, and the reports that they are about.
async fn written(db: &Conn, units: &[Uuid], since: DateTime<Utc>) -> Result<(HashMap<Uuid, Uuid>, Vec<Uuid>)> {
    use report_message::{Column, Entity};
    let found = Entity::find()
        .select_only()
        .columns([Column::Id, Column::ToUnitId, Column::ReportId])
        .filter(Column::ToUnitId.is_in(units.iter().copied()))
        .filter(Column::CreatedAt.gt(since))
        .order_by_desc(Column::CreatedAt)
        .limit(MOST as u64);
    let found: Vec<(Uuid, Uuid, Uuid)> = found.into_tuple().all(db).await?;
    Ok((found.iter().map(|(id, to, _)| (*id, *to)).collect(), found.iter().map(|(.., report)| *report).collect()))
}
