//! Reporting lines: to whom a unit sends its papers in a movement.
use base::{
    kernel::{
        error::{Code, Error, Result},
        organisation::{Organisation, Unit},
        scope::Addressee,
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    function_assignment::Function,
    movement,
    reporting_line::{self, Receiver},
    unit::UnitKind,
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef};
use uuid::Uuid;

/// The lines of one movement: a document may set another one from a day on.
#[derive(Clone, Debug)]
pub struct Lines {
    lines: Vec<reporting_line::Model>,
    /// Who launched it: the movement obliges this unit and those below.
    launched_by: Option<Uuid>,
    movement_code: Option<String>,
}

/// A line, and what is asked of its movement beside it.
#[derive(FromQueryResult)]
struct Line {
    #[sea_orm(nested)]
    line: reporting_line::Model,
    launched_by: Uuid,
    movement_code: String,
}

impl Lines {
    pub async fn of(db: &Conn, movement_id: Uuid) -> Result<Self> {
        let its_movement: RelationDef = reporting_line::Entity::belongs_to(movement::Entity)
            .from(reporting_line::Column::MovementId)
            .to(movement::Column::Id)
            .into();
        let rows = reporting_line::Entity::find()
            .filter(reporting_line::Column::MovementId.eq(movement_id))
            .join(JoinType::InnerJoin, its_movement)
            .column_as(movement::Column::LaunchedByUnitId, "launched_by")
            .column_as(movement::Column::Code, "movement_code")
            .into_model::<Line>()
            .all(db)
            .await?;
        let (launched_by, movement_code) = match rows.first() {
            Some(first) => (Some(first.launched_by), Some(first.movement_code.clone())),
            None => (None, None),
        };
        Ok(Self { lines: rows.into_iter().map(|row| row.line).collect(), launched_by, movement_code })
    }

    /// The code of the movement, if it has lines.
    pub fn movement_code(&self) -> Option<&str> {
        self.movement_code.as_deref()
    }

    /// Whether the movement obliges a unit: its kind has a line, and it is the launching unit or lies below it. What a
    /// department launches binds nobody in another province.
    pub fn oblige(&self, organisation: &Organisation, unit: &Unit, day: NaiveDate) -> bool {
        let Some(top) = self.launched_by.filter(|_| self.line(unit.kind, day).is_some()) else { return false };
        top == unit.id || organisation.ministry() == Some(top) || organisation.ancestors(unit.id, day).contains(&top)
    }

    /// The lines as they hold for what begins on a day, on whatever day that is asked: a period that has begun keeps those of
    /// its first day.
    pub fn on(&self, day: NaiveDate) -> Self {
        let held =
            self.lines.iter().filter(|line| self.line(line.unit_kind, day).is_some_and(|held| held.id == line.id));
        let lines = held.map(|line| reporting_line::Model { applies_from: None, ..line.clone() }).collect();
        Self { lines, launched_by: self.launched_by, movement_code: self.movement_code.clone() }
    }

    /// Whether some hold from a later day on.
    pub fn change(&self) -> bool {
        self.lines.iter().any(|line| line.applies_from.is_some())
    }

    /// Whom a kind of unit sends to, of lines as they hold on a day.
    pub fn receiver(&self, kind: UnitKind) -> Option<Receiver> {
        self.lines.iter().find(|line| line.unit_kind == kind).map(|line| line.receiver)
    }

    /// The newest that holds on a day; of several from one day on the one that was set last.
    fn line(&self, kind: UnitKind, day: NaiveDate) -> Option<&reporting_line::Model> {
        let held =
            |line: &&reporting_line::Model| line.unit_kind == kind && line.applies_from.is_none_or(|from| from <= day);
        self.lines.iter().filter(held).max_by_key(|line| (line.applies_from, line.id))
    }

    pub fn oblige_kind(&self, kind: UnitKind) -> bool {
        self.lines.iter().any(|line| line.unit_kind == kind)
    }

    /// The superior on the line on that day.
    pub fn addressee(&self, organisation: &Organisation, unit_id: Uuid, day: NaiveDate) -> Result<Addressee> {
        self.addressee_by(None, organisation, unit_id, day)
    }

    /// The same where a schedule says whom reports go to.
    pub fn addressee_by(
        &self,
        receiver: Option<Receiver>,
        organisation: &Organisation,
        unit_id: Uuid,
        day: NaiveDate,
    ) -> Result<Addressee> {
        let nowhere = || Error::with(Code::NoAddressee, "reporting_lines");
        let unit = organisation.unit(unit_id).ok_or_else(nowhere)?;
        let line = self.line(unit.kind, day).ok_or_else(nowhere)?;
        let found = match receiver.unwrap_or(line.receiver) {
            Receiver::Parent => unit.parent_on(day).map(Addressee::unit),
            Receiver::StandingBody => {
                let function = Function::EmulationStandingBody;
                let holder = organisation.holder(function, day);
                holder.map(|unit_id| Addressee { unit_id, function: Some(function) })
            }
        };
        found.ok_or_else(nowhere)
    }
}
