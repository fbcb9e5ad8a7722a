//! Reporting lines: to whom a unit sends its papers in a movement.
use chrono::NaiveDate;
use entity::{
    function_assignment::Function,
    reporting_line::{self, Receiver},
    unit::UnitKind,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::kernel::{
    error::{Code, Error, Result},
    organisation::{Organisation, Unit},
    scope::Addressee,
};

/// The lines of one movement.
#[derive(Clone, Debug)]
pub struct Lines(Vec<reporting_line::Model>);

impl Lines {
    pub async fn of(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<Self> {
        let lines =
            reporting_line::Entity::find().filter(reporting_line::Column::MovementId.eq(movement_id)).all(db).await?;
        Ok(Self(lines))
    }

    /// Whether the movement obliges units of this kind.
    pub fn oblige(&self, unit: &Unit) -> bool {
        self.oblige_kind(unit.kind)
    }

    pub fn oblige_kind(&self, kind: UnitKind) -> bool {
        self.0.iter().any(|line| line.unit_kind == kind)
    }

    /// The superior on the line on that day.
    pub fn addressee(&self, organisation: &Organisation, unit_id: Uuid, day: NaiveDate) -> Result<Addressee> {
        let nowhere = || Error::with(Code::NoAddressee, "reporting_lines");
        let unit = organisation.unit(unit_id).ok_or_else(nowhere)?;
        let line = self.0.iter().find(|line| line.unit_kind == unit.kind).ok_or_else(nowhere)?;
        let found = match line.receiver {
            Receiver::Parent => unit.parent_on(day).map(|unit_id| Addressee { unit_id, function: None }),
            Receiver::StandingBody => {
                let function = Function::EmulationStandingBody;
                let holder = organisation.holder(function, day);
                holder.map(|unit_id| Addressee { unit_id, function: Some(function) })
            }
        };
        found.ok_or_else(nowhere)
    }
}
