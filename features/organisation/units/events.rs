//! What the journal says of units and of who carries out functions.
use base::store::journal::Facts;
use chrono::NaiveDate;
use entity::{function_assignment::Function, journal::Subject, unit::UnitKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a unit.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum UnitEvent {
    /// An administrator entered a unit in the register.
    #[serde(rename = "unit.created")]
    Created { kind: UnitKind, parent_id: Option<Uuid>, valid_from: NaiveDate },
    /// An administrator corrected a unit.
    #[serde(rename = "unit.updated")]
    Updated,
    /// A reorganisation made, ended, renamed or moved the unit.
    #[serde(rename = "unit.reorganised")]
    Reorganised {
        reorganisation_id: Uuid,
        #[schema(max_length = 20, example = "ended")]
        effect: &'static str,
        /// Who took over or, of a unit that was moved, its superior.
        heir_id: Option<Uuid>,
    },
}

impl Facts for UnitEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Unit);
}

/// What happened to a function of the sector.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum FunctionEvent {
    /// An administrator of the ministry passed a function to a unit.
    #[serde(rename = "function.passed")]
    Passed {
        function: Function,
        /// Who carried it out until the eve.
        from_unit_id: Option<Uuid>,
        valid_from: NaiveDate,
    },
}

impl Facts for FunctionEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Function);
}
