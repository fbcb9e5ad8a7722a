//! The life cycle of a movement as one table.
use base::kernel::{
    error::{About, Code, Error},
    policy::Permission,
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use entity::movement::{
    self,
    MovementStatus::{self, Cancelled, Closed, Draft, FinalReview, Launched, Running},
};
use uuid::Uuid;

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
    AddIndicator,
    SetReportingLine,
    AddAwardForm,
}

use MovementAction::{
    AddAwardForm, AddIndicator, AddMilestone, AddPeriod, Cancel, Close, Launch, OpenFinalReview, SetPlanDeadline,
    SetReportingLine, Update,
};

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
            AddIndicator => "add_indicator",
            SetReportingLine => "set_reporting_line",
            AddAwardForm => "add_award_form",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct MovementFacts {
    /// The movement that it belongs to, if that is not open.
    pub closed_parent: Option<Uuid>,
    /// Reports still owed, and nominations that lie with a unit above.
    pub unfinished: (u64, u64),
}

const PARENT_OPEN: Guard<MovementFacts> = Guard {
    name: "parent_open",
    code: Code::ParentNotOpen,
    against: |facts| {
        let about = facts.closed_parent.map(About::Movement)?;
        Some(Against { about: Some(about), ..Against::from("parent_movement") })
    },
};

const FINISHED: Guard<MovementFacts> = Guard {
    name: "finished",
    code: Code::Unfinished,
    against: |&MovementFacts { unfinished: (obligations, nominations), .. }| {
        let about = Some(About::Unfinished { obligations, nominations });
        let told = format!("obligations: {obligations}, nominations: {nominations}");
        (obligations + nominations > 0).then(|| Against { about, ..told.into() })
    },
};

pub type MovementStep = Step<MovementAction, MovementStatus, MovementFacts>;

const ITS_TEXT: Writers = Writers::Included("it is their own text");
const BINDS_OTHERS: Writers = Writers::Included("the movement was launched by another; the step follows from it");

const fn decide(action: MovementAction, from: &'static [MovementStatus], to: MovementStatus) -> MovementStep {
    let (party, permission) = (Party::Decider, Permission::MovementsDecide);
    Step { action, from, to, party, permission, writers: BINDS_OTHERS, guards: &[] }
}

/// The unit that prepares: for the ministry's movements its standing body.
const fn prepare(action: MovementAction, from: &'static [MovementStatus], to: MovementStatus) -> MovementStep {
    let (party, permission) = (Party::Preparer, Permission::MovementsWrite);
    Step { action, from, to, party, permission, writers: ITS_TEXT, guards: &[] }
}

pub const STEPS: &[MovementStep] = &[
    prepare(Update, &[Draft], Draft),
    Step { writers: Writers::Excluded, guards: &[PARENT_OPEN], ..decide(Launch, &[Draft], Launched) },
    decide(OpenFinalReview, &[Launched, Running], FinalReview),
    Step { guards: &[FINISHED], ..decide(Close, &[FinalReview], Closed) },
    decide(Cancel, &[Draft, Launched, Running], Cancelled),
    prepare(AddPeriod, &[Draft], Draft),
    prepare(AddPeriod, &[Launched], Launched),
    prepare(AddPeriod, &[Running], Running),
    prepare(AddMilestone, &[Launched], Launched),
    prepare(AddMilestone, &[Running], Running),
    decide(SetPlanDeadline, &[Launched], Launched),
    decide(SetPlanDeadline, &[Running], Running),
    decide(SetPlanDeadline, &[FinalReview], FinalReview),
    prepare(AddIndicator, &[Draft], Draft),
    prepare(AddIndicator, &[Launched], Launched),
    prepare(AddIndicator, &[Running], Running),
    prepare(SetReportingLine, &[Launched], Launched),
    prepare(SetReportingLine, &[Running], Running),
    prepare(AddAwardForm, &[Draft], Draft),
    prepare(AddAwardForm, &[Launched], Launched),
    prepare(AddAwardForm, &[Running], Running),
    prepare(AddAwardForm, &[FinalReview], FinalReview),
];

/// What stands against a step in a movement that is not open.
pub fn closed(id: Uuid, code: &str) -> Against {
    Against { about: Some(About::Movement(id)), ..format!("movement {code}").into() }
}

/// The same as the problem that an operation meets.
pub fn not_open(movement: &movement::Model) -> Error {
    let Against { particulars, about, .. } = closed(movement.id, &movement.code);
    Error { about, ..Error::with(Code::WindowClosed, particulars) }
}

/// Open for plans, reports and nominations.
pub const fn is_open(status: MovementStatus) -> bool {
    matches!(status, Launched | Running | FinalReview)
}
