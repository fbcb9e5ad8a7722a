//! Plans that units have not sent: of a movement, by its deadlines. A plan that a unit sends in a movement below counts for
//! those above it, too.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::{Code, Error, Result},
        organisation::{Organisation, Unit},
        scope::Scope,
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    plan::{self, PlanStatus},
    reminder::{self, ReminderResolution, ReminderSubject},
};
use planning::movements::{self, Deadlines, Lines, rules::is_open};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Ended, Owed};

/// Who plans in a movement until when, and who has.
struct Plans {
    movement_id: Uuid,
    lines: Lines,
    deadlines: Deadlines,
    sent: HashSet<Uuid>,
}

impl Plans {
    async fn of(db: &Conn, movement_id: Uuid) -> Result<Self> {
        let mut family = movements::repo::descendants(db, movement_id).await?;
        family.push(movement_id);
        let sent = plan::Entity::find()
            .select_only()
            .column(plan::Column::UnitId)
            .distinct()
            .filter(plan::Column::MovementId.is_in(family))
            .filter(plan::Column::SentAt.is_not_null())
            .filter(plan::Column::Status.ne(PlanStatus::Cancelled));
        Ok(Self {
            movement_id,
            lines: Lines::of(db, movement_id).await?,
            deadlines: Deadlines::of(db, movement_id).await?,
            sent: sent.into_tuple::<Uuid>().all(db).await?.into_iter().collect(),
        })
    }

    fn owed(&self, (organisation, today): (&Organisation, NaiveDate), unit: &Unit) -> Option<Owed> {
        if !unit.exists_on(today) || self.sent.contains(&unit.id) || !self.lines.oblige(organisation, unit, today) {
            return None;
        }
        Some(Owed {
            kind: ReminderSubject::Plan,
            subject_id: self.movement_id,
            movement_id: self.movement_id,
            unit_id: unit.id,
            from: self.lines.addressee(organisation, unit.id, today).ok()?,
            due_on: self.deadlines.of_unit(unit)?.due_on,
        })
    }
}

pub async fn owed(
    db: &Conn,
    (organisation, today): (&Organisation, NaiveDate),
    movement_id: Uuid,
    days: &[NaiveDate],
) -> Result<Vec<Owed>> {
    let plans = Plans::of(db, movement_id).await?;
    let owed = organisation.units().filter_map(|unit| plans.owed((organisation, today), unit));
    Ok(owed.filter(|one| days.contains(&one.due_on)).collect())
}

/// That a unit plans in a movement is no secret from those above it on the line; what is not below is not there.
pub async fn one(db: &Conn, scope: &Scope, movement_id: Uuid, unit_id: Uuid) -> Result<Option<Owed>> {
    let movement = movements::repo::get(db, scope, movement_id).await?;
    let unit = scope.organisation.unit(unit_id).filter(|unit| scope.sees(unit.id, true));
    let unit = unit.ok_or_else(|| Error::new(Code::NotFound))?;
    if !is_open(movement.status) {
        return Ok(None);
    }
    Ok(Plans::of(db, movement_id).await?.owed((&scope.organisation, scope.today), unit))
}

pub async fn ended(
    db: &Conn,
    (organisation, today): (&Organisation, NaiveDate),
    open: &[&reminder::Model],
) -> Result<Vec<Ended>> {
    let mut movements: HashMap<Uuid, Vec<&reminder::Model>> = HashMap::new();
    for m in open {
        movements.entry(m.movement_id).or_default().push(m);
    }
    let mut found = vec![];
    for (movement_id, open) in movements {
        let plans = Plans::of(db, movement_id).await?;
        let ended = |m: &reminder::Model| {
            let owed = organisation.unit(m.unit_id).and_then(|unit| plans.owed((organisation, today), unit));
            match owed {
                Some(owed) => (owed.due_on != m.due_on).then_some((m.id, ReminderResolution::Extended)),
                None if plans.sent.contains(&m.unit_id) => Some((m.id, ReminderResolution::Arrived)),
                None => Some((m.id, ReminderResolution::Ended)),
            }
        };
        found.extend(open.into_iter().filter_map(ended));
    }
    Ok(found)
}
