//! Obligations for every unit that owes a report: made by the calendar, as often as it likes.
use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{
    movement::{self, MovementStatus},
    obligation::{self, ObligationStatus},
    snapshot_version::Topic,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict};
use serde_json::json;
use uuid::Uuid;

use crate::{
    features::planning::movements::{Lines, dto::PeriodView, repo},
    kernel::{
        error::Result,
        organisation::{Organisation, Unit},
    },
    store::{db::Uow, journal::Change},
};

/// SQLite takes at most 32,766 values in a statement.
const CHUNK: usize = 1000;

/// Makes what is missing for every open movement. Returns how many obligations it made.
pub async fn generate(uow: &Uow, organisation: &Organisation) -> Result<usize> {
    let open = [MovementStatus::Launched, MovementStatus::Running, MovementStatus::FinalReview];
    let movements = movement::Entity::find().filter(movement::Column::Status.is_in(open)).all(&uow.tx).await?;
    let mut made = 0;
    for movement in movements {
        made += for_movement(uow, organisation, &movement).await?;
    }
    Ok(made)
}

async fn for_movement(uow: &Uow, organisation: &Organisation, movement: &movement::Model) -> Result<usize> {
    let lines = Lines::of(&uow.tx, movement.id).await?;
    let known = known(uow, movement.id).await?;
    let known_since = organisation.known_since();
    let mut rows = vec![];
    for period in repo::periods(&uow.tx, movement.id).await? {
        for unit in organisation.units().filter(|unit| lines.oblige(organisation, unit, uow.today())) {
            let (first, last) = window(movement, &period, unit, unit.began(known_since));
            if last < first {
                continue;
            }
            let due = period.due.iter().find(|due| due.tier == unit.tier());
            let Some(due) = due.filter(|_| !known.contains(&(period.id, unit.id))) else { continue };
            let to = lines.addressee(organisation, unit.id, period.data_to)?;
            rows.push(obligation::ActiveModel {
                id: Set(Uuid::now_v7()),
                movement_id: Set(movement.id),
                period_id: Set(period.id),
                period_code: Set(period.code.clone()),
                unit_id: Set(unit.id),
                preparer_unit_id: Set(preparer(organisation, unit, uow.today())),
                province_code: Set(unit.province_code.clone()),
                status: Set(ObligationStatus::Expected),
                data_from: Set(first),
                data_to: Set(last),
                due_on: Set(*due.due_on),
                extended_to: Set(None),
                extension_document: Set(None),
                waiver_document: Set(None),
                waiver_reason: Set(None),
                handover_document: Set(None),
                receiver_unit_id: Set(to.unit_id),
                receiver_function: Set(to.function),
                version: Set(1),
                created_at: Set(uow.now),
                updated_at: Set(uow.now),
            });
        }
    }
    if rows.is_empty() {
        return Ok(0);
    }
    let mut made = 0;
    for chunk in rows.chunks(CHUNK) {
        let columns = [obligation::Column::PeriodId, obligation::Column::UnitId];
        // Another instance may have made some of them meanwhile.
        made += obligation::Entity::insert_many(chunk.iter().cloned())
            .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
            .exec_without_returning(&uow.tx)
            .await?;
    }
    if made == 0 {
        return Ok(0);
    }
    uow.touch(Topic::Figures).await?;
    let data = json!({ "count": made });
    let (event, subject_type) = ("obligations.generated", "movement");
    let unit_id = Some(movement.launched_by_unit_id);
    uow.record(Change { event, subject_type, subject_id: movement.id, unit_id, data: &data }, ()).await?;
    Ok(usize::try_from(made).unwrap_or(rows.len()))
}

async fn known(uow: &Uow, movement_id: Uuid) -> Result<HashSet<(Uuid, Uuid)>> {
    let pairs = obligation::Entity::find()
        .select_only()
        .columns([obligation::Column::PeriodId, obligation::Column::UnitId])
        .filter(obligation::Column::MovementId.eq(movement_id))
        .into_tuple::<(Uuid, Uuid)>()
        .all(&uow.tx)
        .await?;
    Ok(pairs.into_iter().collect())
}

/// Both days of what a unit reports for a period: neither before nor after the movement, the unit or the period.
fn window(
    movement: &movement::Model,
    period: &PeriodView,
    unit: &Unit,
    began: Option<NaiveDate>,
) -> (NaiveDate, NaiveDate) {
    let first = period.data_from.max(movement.starts_on);
    let last = period.data_to.min(movement.ends_on);
    (began.map_or(first, |day| first.max(day)), unit.valid_to.map_or(last, |day| last.min(day)))
}

/// Who prepares what a unit that has ended still owes: whoever took over or, without any, its last superior.
pub fn preparer(organisation: &Organisation, unit: &Unit, day: NaiveDate) -> Option<Uuid> {
    if !unit.ended_before(day) {
        return None;
    }
    let now = |id: Uuid| organisation.heirs(id, day).first().copied();
    now(unit.id).or_else(|| unit.parent_on(day).and_then(now))
}
