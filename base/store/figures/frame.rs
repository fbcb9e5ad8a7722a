//! What movements there are, what they measure and when: little, and read as a whole.
use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    indicator,
    movement::{self, MovementStatus},
    movement_indicator, movement_indicator_kind, period,
    unit::UnitKind,
};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::{kernel::error::Result, store::db::Conn};

#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub status: MovementStatus,
    pub launched_by_unit_id: Uuid,
    pub parent_id: Option<Uuid>,
    /// In the movement's order.
    pub indicators: Vec<Uuid>,
    pub periods: Vec<period::Model>,
}

/// A kind of unit that reports on an indicator in a movement, and the first day of the periods that it does so for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub kind: UnitKind,
    pub from: Option<NaiveDate>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    movements: HashMap<Uuid, Measured>,
    indicators: HashMap<Uuid, indicator::Model>,
    asked: HashMap<(Uuid, Uuid), Vec<Asked>>,
}

impl Frame {
    pub async fn load(db: &Conn) -> Result<Self> {
        let mut movements: HashMap<Uuid, Measured> = HashMap::new();
        for m in movement::Entity::find().all(db).await? {
            let measured = Measured {
                status: m.status,
                launched_by_unit_id: m.launched_by_unit_id,
                parent_id: m.parent_movement_id,
                indicators: vec![],
                periods: vec![],
            };
            movements.insert(m.id, measured);
        }
        let links = movement_indicator::Entity::find().order_by_asc(movement_indicator::Column::Ordinal);
        for link in links.all(db).await? {
            if let Some(measured) = movements.get_mut(&link.movement_id) {
                measured.indicators.push(link.indicator_id);
            }
        }
        for period in period::Entity::find().order_by_asc(period::Column::Id).all(db).await? {
            if let Some(measured) = movements.get_mut(&period.movement_id) {
                measured.periods.push(period);
            }
        }
        let indicators = indicator::Entity::find().all(db).await?.into_iter().map(|m| (m.id, m)).collect();
        let mut asked: HashMap<(Uuid, Uuid), Vec<Asked>> = HashMap::new();
        let rows = movement_indicator_kind::Entity::find().order_by_asc(movement_indicator_kind::Column::Id);
        for row in rows.all(db).await? {
            let one = Asked { kind: row.unit_kind, from: row.applies_from };
            asked.entry((row.movement_id, row.indicator_id)).or_default().push(one);
        }
        Ok(Self { movements, indicators, asked })
    }

    pub fn movement(&self, id: Uuid) -> Option<&Measured> {
        self.movements.get(&id)
    }

    /// The indicators of a movement, in its order.
    pub fn indicators(&self, movement_id: Uuid) -> impl Iterator<Item = &indicator::Model> {
        let ids = self.movements.get(&movement_id).into_iter().flat_map(|measured| &measured.indicators);
        ids.filter_map(|id| self.indicators.get(id))
    }

    pub fn indicator(&self, id: Uuid) -> Option<&indicator::Model> {
        self.indicators.get(&id)
    }

    /// The kinds of unit that report on an indicator in a movement.
    pub fn asked(&self, movement_id: Uuid, indicator_id: Uuid) -> &[Asked] {
        self.asked.get(&(movement_id, indicator_id)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether some units report on some indicator of a movement only from a later period on.
    pub fn asks_more_later(&self, movement_id: Uuid) -> bool {
        let of = |(of, _): &&(Uuid, Uuid)| *of == movement_id;
        self.asked.iter().any(|(key, asked)| of(&key) && asked.iter().any(|one| one.from.is_some()))
    }

    /// The movements below one that were launched, each nearer to it before those further down.
    pub fn descendants(&self, id: Uuid) -> Vec<Uuid> {
        let hidden = [MovementStatus::Draft, MovementStatus::Cancelled];
        let (mut found, mut level) = (vec![], vec![id]);
        while !level.is_empty() {
            let below = |(_, m): &(&Uuid, &Measured)| m.parent_id.is_some_and(|parent| level.contains(&parent));
            let mut next: Vec<Uuid> = self
                .movements
                .iter()
                .filter(below)
                .filter(|(child, m)| !hidden.contains(&m.status) && **child != id && !found.contains(*child))
                .map(|(child, _)| *child)
                .collect();
            next.sort_unstable();
            found.extend(&next);
            level = next;
        }
        found
    }
}
