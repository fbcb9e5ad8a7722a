//! Obligations for every unit that owes a report: made by a job, as often as it likes.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::Result,
        organisation::{Organisation, Unit},
        periods::Window,
        scope::Addressee,
    },
    store::{
        db::{Recorded, Uow, bulk::lists},
        figures,
        journal::Change,
    },
};
use chrono::NaiveDate;
use entity::{
    function_assignment::Function,
    movement,
    obligation::{self, ObligationStatus},
    obligation_change::ObligationChangeKind,
};
use planning::{
    movements::{Lines, dto::PeriodView, repo, rules::is_open, window},
    schedules::{self, Terms},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{
    events::ObligationsEvent,
    ledger::{self, Why},
};

/// SQLite takes at most 32,766 values in a statement.
const CHUNK: usize = 1000;

/// Makes what is missing for every open movement. Returns how many obligations it made.
pub async fn generate(uow: &Uow, organisation: &Organisation) -> Result<usize> {
    Ok(generate_for(uow, organisation, &Why::default()).await?.len())
}

/// The same where a reorganisation is the reason. Returns what it made.
pub async fn generate_for(uow: &Uow, organisation: &Organisation, why: &Why) -> Result<Vec<obligation::Model>> {
    let mut made = vec![];
    for movement_id in repo::open(&uow.tx).await? {
        let Some(movement) = repo::any(&uow.tx, movement_id).await? else { continue };
        let owing = Owing::of(uow, organisation, movement).await?;
        for period in repo::periods(&uow.tx, movement_id).await? {
            made.extend(owing.make(uow, &period, why).await?);
        }
    }
    Ok(made)
}

/// Makes what is missing for one period of a movement, if that is open.
pub async fn generate_period(uow: &Uow, movement_id: Uuid, period_id: Uuid) -> Result<usize> {
    let movement = repo::any(&uow.tx, movement_id).await?.filter(|movement| is_open(movement.status));
    let period = repo::periods(&uow.tx, movement_id).await?.into_iter().find(|period| period.id == period_id);
    let (Some(movement), Some(period)) = (movement, period) else { return Ok(0) };
    Owing::of(uow, uow.organisation(), movement).await?.make(uow, &period, &Why::default()).await.map(|made| made.len())
}

/// Who owes reports in a movement.
struct Owing<'a> {
    organisation: &'a Organisation,
    movement: movement::Model,
    lines: Lines,
    schedules: HashMap<Uuid, Terms>,
}

impl<'a> Owing<'a> {
    async fn of(uow: &Uow, organisation: &'a Organisation, movement: movement::Model) -> Result<Self> {
        let lines = Lines::of(&uow.tx, movement.id).await?;
        let schedules = schedules::terms(&uow.tx, movement.id).await?;
        Ok(Self { organisation, movement, lines, schedules })
    }

    async fn make(&self, uow: &Uow, period: &PeriodView, why: &Why) -> Result<Vec<obligation::Model>> {
        self.redirect(uow, period).await?;
        let known = known(uow, period.id).await?;
        let rows = self.missing(uow, period, &known)?;
        let mut made = 0;
        for chunk in rows.chunks(CHUNK) {
            let columns = [obligation::Column::PeriodId, obligation::Column::UnitId];
            // Another instance may have made some of them meanwhile.
            made += obligation::Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
                .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
                .exec_without_returning(&uow.tx)
                .await?;
        }
        if made == 0 {
            return Ok(vec![]);
        }
        let late = !known.is_empty() && uow.today() >= period.data_from;
        let kind = if late { ObligationChangeKind::Joined } else { ObligationChangeKind::Opened };
        let rows = ledger::those_there(uow, rows, made).await?;
        ledger::write(uow, kind, why, &rows).await?;
        figures::changed(uow, figures::Change::Obligations { movement_id: self.movement.id });
        let event = ObligationsEvent::Generated { obligations: made };
        let change = Change::new(&event, self.movement.id).version(self.movement.version);
        uow.record(change.unit(self.movement.launched_by_unit_id), ()).await?;
        Ok(rows)
    }

    /// What is owed for a period that has not begun follows the lines that hold on its first day.
    async fn redirect(&self, uow: &Uow, period: &PeriodView) -> Result<()> {
        use obligation::{Column, Entity};
        if !self.lines.change() || period.data_from <= uow.today() {
            return Ok(());
        }
        let lines = self.lines.on(period.data_from);
        let owed = Entity::find().filter(Column::PeriodId.eq(period.id));
        let mut turned: HashMap<(Uuid, Option<Function>), Vec<Uuid>> = HashMap::new();
        for m in owed.filter(Column::Status.eq(ObligationStatus::Expected)).all(&uow.tx).await? {
            let to = lines.addressee_by(m.receiver_line, self.organisation, m.unit_id, period.data_to)?;
            if (m.receiver_unit_id, m.receiver_function) != (to.unit_id, to.function) {
                turned.entry((to.unit_id, to.function)).or_default().push(m.id);
            }
        }
        let mut obligations = 0;
        for ((unit_id, function), ids) in turned {
            for ids in lists(&ids) {
                let turn = Entity::update_many()
                    .col_expr(Column::ReceiverUnitId, Expr::value(unit_id))
                    .col_expr(Column::ReceiverFunction, Expr::value(function))
                    .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                    .col_expr(Column::UpdatedAt, Expr::value(uow.now));
                obligations += turn.filter(Column::Id.is_in(ids)).exec(&uow.tx).await?.rows_affected;
            }
        }
        if obligations == 0 {
            return Ok(());
        }
        let event = ObligationsEvent::Redirected { period_id: period.id, obligations };
        let change = Change::new(&event, self.movement.id).version(self.movement.version);
        uow.record(change.unit(self.movement.launched_by_unit_id), ()).await.map(Recorded::into_inner)
    }

    /// What is owed for a period and has no row yet. What a schedule makes owed is fixed when its period opens.
    fn missing(&self, uow: &Uow, period: &PeriodView, known: &HashSet<Uuid>) -> Result<Vec<obligation::Model>> {
        let terms = period.schedule_id.and_then(|id| self.schedules.get(&id)).cloned().unwrap_or_default();
        if period.schedule_id.is_some() && uow.today() < period.data_from {
            return Ok(vec![]);
        }
        let known_since = self.organisation.known_since();
        let whole = Window { from: period.data_from, to: period.data_to };
        let lines = self.lines.on(period.data_from);
        let mut rows = vec![];
        for unit in self.organisation.units().filter(|unit| !known.contains(&unit.id)) {
            let due = period.due.iter().find(|due| due.tier == unit.tier() && terms.speak_of(unit.kind));
            let Some((due, window)) = due.zip(window(&self.movement, whole, unit, known_since)) else { continue };
            if lines.oblige(self.organisation, unit, uow.today()) {
                let to = lines.addressee_by(terms.receiver, self.organisation, unit.id, period.data_to)?;
                rows.push(self.row(uow, period, unit, (window, *due.due_on, to), &terms));
            }
        }
        Ok(rows)
    }

    fn row(
        &self,
        uow: &Uow,
        period: &PeriodView,
        unit: &Unit,
        (window, due_on, to): (Window, NaiveDate, Addressee),
        terms: &Terms,
    ) -> obligation::Model {
        obligation::Model {
            id: Uuid::now_v7(),
            movement_id: self.movement.id,
            launched_by_unit_id: self.movement.launched_by_unit_id,
            period_id: period.id,
            period_code: period.code.clone(),
            unit_id: unit.id,
            preparer_unit_id: preparer(self.organisation, unit, uow.today()),
            province_code: unit.province_code.clone(),
            status: ObligationStatus::Expected,
            data_from: window.from,
            data_to: window.to,
            due_on,
            closes_minute: terms.closes_minute,
            late_after: due_on,
            extended_to: None,
            extension_document: None,
            waiver_document: None,
            waiver_reason: None,
            handover_document: None,
            receiver_unit_id: to.unit_id,
            receiver_function: to.function,
            receiver_line: terms.receiver,
            version: 1,
            created_at: uow.now,
            updated_at: uow.now,
        }
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

/// Who prepares what a unit that has ended still owes: whoever took over or, without any, its last superior.
pub fn preparer(organisation: &Organisation, unit: &Unit, day: NaiveDate) -> Option<Uuid> {
    if !unit.ended_before(day) {
        return None;
    }
    let now = |id: Uuid| organisation.heirs(id, day).first().copied();
    now(unit.id).or_else(|| unit.parent_on(day).and_then(now))
}
