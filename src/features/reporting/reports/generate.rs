//! Obligations for every unit that owes a report: made by a job, as often as it likes.
use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{
    movement,
    obligation::{self, ObligationStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict};
use uuid::Uuid;

use super::events::ObligationsEvent;
use crate::{
    features::planning::movements::{Lines, dto::PeriodView, repo, rules::is_open},
    kernel::{
        error::Result,
        organisation::{Organisation, Unit},
    },
    store::{db::Uow, figures, journal::Change},
};

/// SQLite takes at most 32,766 values in a statement.
const CHUNK: usize = 1000;

/// Makes what is missing for every open movement. Returns how many obligations it made.
pub async fn generate(uow: &Uow, organisation: &Organisation) -> Result<usize> {
    let mut made = 0;
    for movement_id in repo::open(&uow.tx).await? {
        let Some(movement) = repo::any(&uow.tx, movement_id).await? else { continue };
        let owing = Owing::of(uow, organisation, movement).await?;
        for period in repo::periods(&uow.tx, movement_id).await? {
            made += owing.make(uow, &period).await?;
        }
    }
    Ok(made)
}

/// Makes what is missing for one period of a movement, if that is open.
pub async fn generate_period(uow: &Uow, movement_id: Uuid, period_id: Uuid) -> Result<usize> {
    let movement = repo::any(&uow.tx, movement_id).await?.filter(|movement| is_open(movement.status));
    let period = repo::periods(&uow.tx, movement_id).await?.into_iter().find(|period| period.id == period_id);
    let (Some(movement), Some(period)) = (movement, period) else { return Ok(0) };
    Owing::of(uow, uow.organisation(), movement).await?.make(uow, &period).await
}

/// Who owes reports in a movement.
struct Owing<'a> {
    organisation: &'a Organisation,
    movement: movement::Model,
    lines: Lines,
}

impl<'a> Owing<'a> {
    async fn of(uow: &Uow, organisation: &'a Organisation, movement: movement::Model) -> Result<Self> {
        let lines = Lines::of(&uow.tx, movement.id).await?;
        Ok(Self { organisation, movement, lines })
    }

    async fn make(&self, uow: &Uow, period: &PeriodView) -> Result<usize> {
        let rows = self.missing(uow, period).await?;
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
        figures::changed(uow, figures::Change::Obligations { movement_id: self.movement.id });
        let event = ObligationsEvent::Generated { obligations: made };
        let change = Change::new(&event, self.movement.id).version(self.movement.version);
        uow.record(change.unit(self.movement.launched_by_unit_id), ()).await?;
        Ok(usize::try_from(made).unwrap_or(rows.len()))
    }

    /// What is owed for a period and has no row yet.
    async fn missing(&self, uow: &Uow, period: &PeriodView) -> Result<Vec<obligation::ActiveModel>> {
        let (known, known_since) = (known(uow, period.id).await?, self.organisation.known_since());
        let mut rows = vec![];
        for unit in self.organisation.units().filter(|unit| !known.contains(&unit.id)) {
            let (first, last) = window(&self.movement, period, unit, unit.began(known_since));
            let due = period.due.iter().find(|due| due.tier == unit.tier());
            let Some(due) = due.filter(|_| first <= last) else { continue };
            if self.lines.oblige(self.organisation, unit, uow.today()) {
                rows.push(self.row(uow, period, unit, (first, last, *due.due_on))?);
            }
        }
        Ok(rows)
    }

    fn row(
        &self,
        uow: &Uow,
        period: &PeriodView,
        unit: &Unit,
        (data_from, data_to, due_on): (NaiveDate, NaiveDate, NaiveDate),
    ) -> Result<obligation::ActiveModel> {
        let to = self.lines.addressee(self.organisation, unit.id, period.data_to)?;
        Ok(obligation::ActiveModel {
            id: Set(Uuid::now_v7()),
            movement_id: Set(self.movement.id),
            launched_by_unit_id: Set(self.movement.launched_by_unit_id),
            period_id: Set(period.id),
            period_code: Set(period.code.clone()),
            unit_id: Set(unit.id),
            preparer_unit_id: Set(preparer(self.organisation, unit, uow.today())),
            province_code: Set(unit.province_code.clone()),
            status: Set(ObligationStatus::Expected),
            data_from: Set(data_from),
            data_to: Set(data_to),
            due_on: Set(due_on),
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
        })
    }
}

/// The units that have a row for a period.
async fn known(uow: &Uow, period_id: Uuid) -> Result<HashSet<Uuid>> {
    let units = obligation::Entity::find()
        .select_only()
        .column(obligation::Column::UnitId)
        .filter(obligation::Column::PeriodId.eq(period_id))
        .into_tuple::<Uuid>()
        .all(&uow.tx)
        .await?;
    Ok(units.into_iter().collect())
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
