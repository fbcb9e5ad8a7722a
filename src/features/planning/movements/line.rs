//! Reporting lines: to whom a unit sends its papers in a movement.
use chrono::NaiveDate;
use entity::{
    function_assignment::Function,
    movement,
    reporting_line::{self, Receiver},
    unit::UnitKind,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};
use uuid::Uuid;

use crate::kernel::{
    error::{Code, Error, Result},
    organisation::{Organisation, Unit},
    scope::Addressee,
};

/// The lines of one movement.
#[derive(Clone, Debug)]
pub struct Lines {
    lines: Vec<reporting_line::Model>,
    /// Who launched it: the movement obliges this unit and those below.
    launched_by: Option<Uuid>,
}

impl Lines {
    pub async fn of(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<Self> {
        let its_movement: RelationDef = reporting_line::Entity::belongs_to(movement::Entity)
            .from(reporting_line::Column::MovementId)
            .to(movement::Column::Id)
            .into();
        let rows = reporting_line::Entity::find()
            .filter(reporting_line::Column::MovementId.eq(movement_id))
            .join(JoinType::InnerJoin, its_movement)
            .select_also(movement::Entity)
            .all(db)
            .await?;
        let launched_by = rows.iter().find_map(|(_, movement)| movement.as_ref().map(|m| m.launched_by_unit_id));
        Ok(Self { lines: rows.into_iter().map(|(line, _)| line).collect(), launched_by })
    }

    /// Whether the movement obliges a unit: its kind has a line, and it is the launching unit or lies below it. What a
    /// department launches binds nobody in another province.
    pub fn oblige(&self, organisation: &Organisation, unit: &Unit, day: NaiveDate) -> bool {
        let Some(top) = self.launched_by.filter(|_| self.oblige_kind(unit.kind)) else { return false };
        top == unit.id || organisation.ministry() == Some(top) || organisation.ancestors(unit.id, day).contains(&top)
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
        let line = self.lines.iter().find(|line| line.unit_kind == unit.kind).ok_or_else(nowhere)?;
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
