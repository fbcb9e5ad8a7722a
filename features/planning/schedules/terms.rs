//! What a schedule says of the reports of its periods: read where they come to be owed.
use std::collections::HashMap;

use base::{kernel::error::Result, store::db::Conn};
use entity::{reporting_line::Receiver, unit::UnitKind};
use uuid::Uuid;

use super::{repo, view};

/// Of a period that no schedule made: all kinds of unit, the lines of the movement, the hour of the calendar.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    pub unit_kinds: Option<Vec<UnitKind>>,
    pub receiver: Option<Receiver>,
    pub closes_minute: Option<i16>,
}

impl Terms {
    pub fn speak_of(&self, kind: UnitKind) -> bool {
        self.unit_kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

/// The terms of all schedules of a movement, by schedule.
pub async fn terms(db: &Conn, movement_id: Uuid) -> Result<HashMap<Uuid, Terms>> {
    let mut found = HashMap::new();
    for m in repo::of_movement(db, movement_id).await? {
        let unit_kinds = view::content(&m)?.unit_kinds;
        found.insert(m.id, Terms { unit_kinds, receiver: m.receiver, closes_minute: m.closes_minute });
    }
    Ok(found)
}
