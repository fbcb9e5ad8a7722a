//! The life cycle of a movement as one table.
use entity::movement::MovementStatus::{self, Cancelled, Closed, Draft, FinalReview, Launched, Running};

use crate::kernel::{
    policy::Permission,
    transition::{Named, Side, Step},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MovementAction {
    Update,
    Launch,
    OpenFinalReview,
    Close,
    Cancel,
    AddPeriod,
    AddMilestone,
    SetPlanDeadline,
}

use MovementAction::{AddMilestone, AddPeriod, Cancel, Close, Launch, OpenFinalReview, SetPlanDeadline, Update};

impl Named for MovementAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            Launch => "launch",
            OpenFinalReview => "open_final_review",
            Close => "close",
            Cancel => "cancel",
            AddPeriod => "add_period",
            AddMilestone => "add_milestone",
            SetPlanDeadline => "set_plan_deadline",
        }
    }
}

const fn decide(action: MovementAction, from: &'static [MovementStatus], to: MovementStatus) -> MovementStep {
    Step { action, from, to, side: Side::Owner, permission: Permission::MovementsDecide, by_another: false }
}

/// The unit that prepares: for the ministry's movements its standing body.
const fn prepare(action: MovementAction, from: &'static [MovementStatus], to: MovementStatus) -> MovementStep {
    Step { action, from, to, side: Side::Addressee, permission: Permission::MovementsWrite, by_another: false }
}

pub type MovementStep = Step<MovementAction, MovementStatus>;

pub const STEPS: &[MovementStep] = &[
    prepare(Update, &[Draft], Draft),
    Step { by_another: true, ..decide(Launch, &[Draft], Launched) },
    decide(OpenFinalReview, &[Launched, Running], FinalReview),
    decide(Close, &[FinalReview], Closed),
    decide(Cancel, &[Draft, Launched, Running], Cancelled),
    prepare(AddPeriod, &[Draft], Draft),
    prepare(AddPeriod, &[Launched], Launched),
    prepare(AddPeriod, &[Running], Running),
    prepare(AddMilestone, &[Launched], Launched),
    prepare(AddMilestone, &[Running], Running),
    decide(SetPlanDeadline, &[Launched], Launched),
    decide(SetPlanDeadline, &[Running], Running),
    decide(SetPlanDeadline, &[FinalReview], FinalReview),
];

/// Open for plans, reports and nominations.
pub const fn is_open(status: MovementStatus) -> bool {
    matches!(status, Launched | Running | FinalReview)
}
