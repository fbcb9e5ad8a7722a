//! The life cycles of obligations and reports as tables, and what a value must be.
mod obligations;
mod values;

use base::kernel::{
    error::{Code, FieldError},
    policy::Permission::{ReportsReceive, ReportsSign, ReportsSubmit, ReportsWrite},
    scope::Addressee,
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use chrono::NaiveDate;
use entity::{
    obligation::ObligationStatus,
    report::ReportStatus::{self, Accepted, Correcting, Draft, Issued, Returned, Submitted},
};
pub use obligations::{HANDED_ON, OBLIGATION_STEPS, ObligationAction, ObligationStep, is_sent};
pub use values::{Asked, Told, disagreements, fault};

use super::dto::CheckView;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportAction {
    Update,
    Sign,
    Submit,
    Return,
    Accept,
    Correct,
    DropCorrection,
    WriteMessage,
}

impl Named for ReportAction {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Sign => "sign",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Accept => "accept",
            Self::Correct => "correct",
            Self::DropCorrection => "drop_correction",
            Self::WriteMessage => "write_message",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct ReportFacts {
    /// What has to be said before it is signed.
    pub missing: Vec<FieldError>,
    /// What it makes a reader ask before it is signed.
    pub checks: Vec<CheckView>,
    /// The checks that ask for an answer and have none.
    pub unanswered: Vec<FieldError>,
    /// How many sources of what it has from below are others now, where that is not what counts any more.
    pub stale: Option<usize>,
    /// To whom it is sent.
    pub next: Option<Addressee>,
    /// The document by which it was waived after it was begun.
    pub waived_by: Option<String>,
    /// While its period runs: the day from which on it is submitted.
    pub open_from: Option<NaiveDate>,
    /// The movement, where it is not open any more.
    pub closed: Option<Against>,
    /// The accepted version that it corrects.
    pub corrects: Option<i32>,
    /// Once it is signed: when it has to arrive, in which movement.
    pub due: Option<Due>,
    pub movement_code: Option<String>,
    /// Once it is signed: whether the plan that it answers was sent.
    pub plan_sent: bool,
    /// Once it is signed: whether it is urged for.
    pub is_urged: bool,
}

/// The deadline in force.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub on: NaiveDate,
    pub late_after: NaiveDate,
    pub closes_minute: Option<i16>,
}

const COMPLETE: Guard<ReportFacts> = Guard {
    name: "complete",
    code: Code::IncompleteContent,
    against: |facts| {
        let fields = facts.missing.clone();
        (!fields.is_empty()).then(|| Against { fields, ..Against::default() })
    },
};

/// What is signed from below is what counts there: a consolidation that has changed since is made, and used, anew.
const FRESH: Guard<ReportFacts> = Guard {
    name: "fresh",
    code: Code::StaleSources,
    against: |facts| facts.stale.map(|changed| changed.to_string().into()),
};

/// What is signed answers what its figures make a reader ask; afterwards nothing in it changes any more.
const CHECKED: Guard<ReportFacts> = Guard {
    name: "checked",
    code: Code::ChecksUnanswered,
    against: |facts| {
        let fields = facts.unanswered.clone();
        (!fields.is_empty()).then(|| Against { fields, ..Against::default() })
    },
};

const SOMEBODY_ABOVE: Guard<ReportFacts> = Guard {
    name: "somebody_above",
    code: Code::NoAddressee,
    against: |facts| facts.next.is_none().then(|| "reporting_lines".into()),
};

const OWED: Guard<ReportFacts> =
    Guard { name: "owed", code: Code::NothingOwed, against: |facts| facts.waived_by.as_deref().map(Against::from) };

/// A report is final: it tells the whole of its period, so it goes up once the last day of its figures is over.
const PERIOD_OVER: Guard<ReportFacts> = Guard {
    name: "period_over",
    code: Code::PeriodNotOver,
    against: |facts| facts.open_from.map(|day| day.to_string().into()),
};

const MOVEMENT_OPEN: Guard<ReportFacts> =
    Guard { name: "movement_open", code: Code::WindowClosed, against: |facts| facts.closed.clone() };

/// Of what was returned, only a correction leaves something behind when it is dropped.
const CORRECTS: Guard<ReportFacts> = Guard {
    name: "corrects",
    code: Code::InvalidTransition,
    against: |facts| facts.corrects.is_none().then(|| "returned".into()),
};

pub type ReportStep = Step<ReportAction, ReportStatus, ReportFacts>;

const ITS_TEXT: Writers = Writers::Included("it is their own text");
const SENDS: Writers = Writers::Included("another person has signed what is sent");

const fn own(action: ReportAction, from: &'static [ReportStatus], to: ReportStatus) -> ReportStep {
    Step { action, from, to, party: Party::Owner, permission: ReportsWrite, writers: ITS_TEXT, guards: &[OWED] }
}

const fn superior(action: ReportAction, from: &'static [ReportStatus], to: ReportStatus) -> ReportStep {
    let (party, writers) = (Party::Addressee, Writers::Excluded);
    Step { action, from, to, party, permission: ReportsReceive, writers, guards: &[] }
}

const fn message(party: Party, state: ReportStatus, from: &'static [ReportStatus]) -> ReportStep {
    let writers = Writers::Included("a message judges nothing");
    Step { party, writers, guards: &[], ..own(ReportAction::WriteMessage, from, state) }
}

/// A returned report is corrected and signed again: what is sent always bears a signature. So is one that was accepted, once
/// its head says why: until the correction is accepted too, the report is for everybody else what was accepted.
pub const STEPS: &[ReportStep] = &[
    own(ReportAction::Update, &[Draft], Draft),
    own(ReportAction::Update, &[Returned], Returned),
    own(ReportAction::Update, &[Correcting], Correcting),
    Step {
        permission: ReportsSign,
        writers: Writers::Excluded,
        guards: &[OWED, COMPLETE, FRESH, CHECKED],
        ..own(ReportAction::Sign, &[Draft, Returned, Correcting], Issued)
    },
    Step {
        permission: ReportsSubmit,
        writers: SENDS,
        guards: &[OWED, PERIOD_OVER, SOMEBODY_ABOVE],
        ..own(ReportAction::Submit, &[Issued], Submitted)
    },
    superior(ReportAction::Return, &[Submitted], Returned),
    superior(ReportAction::Accept, &[Submitted], Accepted),
    Step {
        party: Party::Heir,
        permission: ReportsSign,
        writers: Writers::Included("who asks for a correction writes nothing yet"),
        guards: &[MOVEMENT_OPEN],
        ..own(ReportAction::Correct, &[Accepted], Correcting)
    },
    Step {
        permission: ReportsSign,
        writers: Writers::Included("it leaves what was accepted as it is"),
        guards: &[CORRECTS],
        ..own(ReportAction::DropCorrection, &[Correcting, Returned], Accepted)
    },
    message(Party::Owner, Submitted, &[Submitted]),
    message(Party::Owner, Returned, &[Returned]),
    message(Party::Owner, Accepted, &[Accepted]),
    message(Party::Owner, Correcting, &[Correcting]),
    message(Party::Addressee, Submitted, &[Submitted]),
    message(Party::Addressee, Returned, &[Returned]),
    message(Party::Addressee, Accepted, &[Accepted]),
];

/// An obligation follows its report, until that is accepted: a correction owes nothing anew.
pub const fn followed(status: ReportStatus) -> ObligationStatus {
    match status {
        Draft => ObligationStatus::Draft,
        Issued => ObligationStatus::Issued,
        Submitted => ObligationStatus::Submitted,
        Returned => ObligationStatus::Returned,
        Accepted | Correcting => ObligationStatus::Accepted,
    }
}
