//! The life cycle of a reporting schedule as one table.
use base::kernel::{
    error::Code,
    policy::Permission,
    transition::{Guard, Named, Party, Step, Writers},
};
use entity::{
    movement::MovementStatus,
    reporting_schedule::ScheduleStatus::{self, Active, Draft, Withdrawn},
};
use uuid::Uuid;

use crate::movements::rules::closed;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScheduleAction {
    Update,
    Activate,
    Withdraw,
}

use ScheduleAction::{Activate, Update, Withdraw};

impl Named for ScheduleAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            Activate => "activate",
            Withdraw => "withdraw",
        }
    }
}

/// What the guards look at.
#[derive(Debug)]
pub struct ScheduleFacts {
    pub movement: MovementStatus,
    pub movement_id: Uuid,
    pub movement_code: String,
}

const TAKES_PERIODS: Guard<ScheduleFacts> = Guard {
    name: "movement_takes_periods",
    code: Code::WindowClosed,
    against: |facts| (!takes_periods(facts.movement)).then(|| closed(facts.movement_id, &facts.movement_code)),
};

pub type ScheduleStep = Step<ScheduleAction, ScheduleStatus, ScheduleFacts>;

/// The unit that prepares the movement: for the ministry's its standing body.
const fn prepare(action: ScheduleAction, from: &'static [ScheduleStatus], to: ScheduleStatus) -> ScheduleStep {
    let (party, permission) = (Party::Preparer, Permission::MovementsWrite);
    let writers = Writers::Included("it is their own text");
    Step { action, from, to, party, permission, writers, guards: &[TAKES_PERIODS] }
}

/// The unit that launches the movement.
const fn decide(action: ScheduleAction, from: &'static [ScheduleStatus], to: ScheduleStatus) -> ScheduleStep {
    let (party, permission) = (Party::Decider, Permission::MovementsDecide);
    Step { action, from, to, party, permission, writers: Writers::Excluded, guards: &[] }
}

/// `active → superseded` is the next schedule's.
pub const STEPS: &[ScheduleStep] = &[
    prepare(Update, &[Draft], Draft),
    Step { guards: &[TAKES_PERIODS], ..decide(Activate, &[Draft], Active) },
    Step {
        writers: Writers::Included("what is withdrawn binds nobody any more"),
        ..decide(Withdraw, &[Draft, Active], Withdrawn)
    },
];

/// Movements that may still get periods.
pub const fn takes_periods(movement: MovementStatus) -> bool {
    matches!(movement, MovementStatus::Draft | MovementStatus::Launched | MovementStatus::Running)
}
