//! The life cycle of an inspection as one table, and what its guards ask.
use base::kernel::{
    error::{Code, Error, Fault, FieldError, Result},
    organisation::Organisation,
    policy::Permission,
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use chrono::NaiveDate;
use entity::{
    inspection::InspectionStatus::{self, Announced, Cancelled, Closed, Concluded, FollowUp, InProgress, Planned},
    movement::MovementStatus,
    plan_attachment::AttachmentKind::{self, Annex, Other, SignedScan},
};
use planning::movements::rules::{closed, is_open};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InspectionAction {
    Update,
    SetTeam,
    Announce,
    Begin,
    DraftConclusion,
    Conclude,
    FollowUp,
    Close,
    Cancel,
    Explain,
}

use InspectionAction as A;

impl Named for InspectionAction {
    fn name(self) -> &'static str {
        match self {
            A::Update => "update",
            A::SetTeam => "set_team",
            A::Announce => "announce",
            A::Begin => "begin",
            A::DraftConclusion => "draft_conclusion",
            A::Conclude => "conclude",
            A::FollowUp => "follow_up",
            A::Close => "close",
            A::Cancel => "cancel",
            A::Explain => "explain",
        }
    }
}

/// What the guards look at.
#[derive(Debug)]
pub struct InspectionFacts {
    pub movement: MovementStatus,
    pub movement_id: Uuid,
    pub movement_code: String,
    pub today: NaiveDate,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub leaders: usize,
    /// Inspected units that are not below the inspecting unit today.
    pub not_below: Vec<Uuid>,
    pub conclusion_drafted: bool,
    /// Recommendations that are neither done nor dropped.
    pub unsettled: Vec<Uuid>,
}

const MOVEMENT_OPEN: Guard<InspectionFacts> = Guard {
    name: "movement_open",
    code: Code::WindowClosed,
    against: |facts| (!is_open(facts.movement)).then(|| closed(facts.movement_id, &facts.movement_code)),
};

/// Its rights are opened by the announcement: of days that are over nothing is left to be opened.
const NOT_OVER: Guard<InspectionFacts> = Guard {
    name: "not_over",
    code: Code::WindowClosed,
    against: |facts| (facts.ends_on < facts.today).then(|| facts.ends_on.to_string().into()),
};

const STILL_BELOW: Guard<InspectionFacts> = Guard {
    name: "still_below",
    code: Code::NoRecipient,
    against: |facts| (!facts.not_below.is_empty()).then(Against::default),
};

const LED_BY_ONE: Guard<InspectionFacts> = Guard {
    name: "led_by_one",
    code: Code::NoTeamLeader,
    against: |facts| (facts.leaders != 1).then(Against::default),
};

const HAS_STARTED: Guard<InspectionFacts> = Guard {
    name: "has_started",
    code: Code::WindowClosed,
    against: |facts| (facts.today < facts.starts_on).then(|| facts.starts_on.to_string().into()),
};

const CONCLUSION_DRAFTED: Guard<InspectionFacts> = Guard {
    name: "conclusion_drafted",
    code: Code::NoConclusion,
    against: |facts| (!facts.conclusion_drafted).then(Against::default),
};

const ALL_SETTLED: Guard<InspectionFacts> = Guard {
    name: "all_settled",
    code: Code::RecommendationsOpen,
    against: |facts| (!facts.unsettled.is_empty()).then(|| facts.unsettled.len().to_string().into()),
};

pub type InspectionStep = Step<InspectionAction, InspectionStatus, InspectionFacts>;

/// What officers of the inspecting unit do.
const fn prepare(action: A, from: &'static [InspectionStatus], to: InspectionStatus) -> InspectionStep {
    let (party, permission) = (Party::Owner, Permission::InspectionsWrite);
    Step { action, from, to, party, permission, writers: Writers::Included("it is prepared, not judged"), guards: &[] }
}

/// What its head does.
const fn decide(
    action: A,
    from: &'static [InspectionStatus],
    to: InspectionStatus,
    guards: &'static [Guard<InspectionFacts>],
) -> InspectionStep {
    let (party, permission) = (Party::Owner, Permission::InspectionsSign);
    Step { action, from, to, party, permission, writers: Writers::Excluded, guards }
}

const fn team(from: &'static [InspectionStatus], to: InspectionStatus) -> InspectionStep {
    prepare(A::SetTeam, from, to)
}

/// What an inspected unit says for itself.
const fn explain(from: &'static [InspectionStatus], to: InspectionStatus) -> InspectionStep {
    let (party, permission) = (Party::Addressee, Permission::InspectionsRespond);
    let writers = Writers::Included("a unit speaks for itself");
    Step { action: A::Explain, from, to, party, permission, writers, guards: &[] }
}

const OPEN: &[InspectionStatus] = &[Planned, Announced, InProgress, Concluded, FollowUp];

pub const STEPS: &[InspectionStep] = &[
    prepare(A::Update, &[Planned], Planned),
    team(&[Planned], Planned),
    team(&[Announced], Announced),
    team(&[InProgress], InProgress),
    team(&[Concluded], Concluded),
    team(&[FollowUp], FollowUp),
    decide(A::Announce, &[Planned], Announced, &[MOVEMENT_OPEN, NOT_OVER, STILL_BELOW, LED_BY_ONE]),
    Step { guards: &[HAS_STARTED], ..prepare(A::Begin, &[Announced], InProgress) },
    prepare(A::DraftConclusion, &[InProgress], InProgress),
    decide(A::Conclude, &[InProgress], Concluded, &[CONCLUSION_DRAFTED]),
    prepare(A::FollowUp, &[Concluded], FollowUp),
    decide(A::Close, &[FollowUp], Closed, &[ALL_SETTLED]),
    Step { writers: Writers::Included("what is cancelled finds nothing"), ..decide(A::Cancel, OPEN, Cancelled, &[]) },
    explain(&[Announced], Announced),
    explain(&[InProgress], InProgress),
    explain(&[Concluded], Concluded),
    explain(&[FollowUp], FollowUp),
];

/// What may be attached: annexes to what is planned, then the scan of what was signed, and what belongs to the conclusion
/// once that is signed. What lies in between would be told to the inspected units too early.
pub const fn takes(status: InspectionStatus) -> &'static [AttachmentKind] {
    match status {
        Planned => &[Annex, Other],
        Announced | InProgress => &[SignedScan],
        Concluded | FollowUp => &[SignedScan, Annex, Other],
        Closed | Cancelled => &[],
    }
}

/// What nobody else has seen may be taken away again.
pub const fn gives_back(status: InspectionStatus) -> bool {
    matches!(status, Planned)
}

/// Units below the one that inspects, each once. A unit elsewhere is met as one that is not there.
pub fn check_units(organisation: &Organisation, inspecting: Uuid, units: &[Uuid], day: NaiveDate) -> Result<()> {
    let below = organisation.overseen(inspecting, day);
    let mut faults = vec![];
    for (at, unit) in units.iter().enumerate() {
        let fault = match () {
            () if !below.contains(unit) => Some(Fault::NotFound),
            () if units.iter().take(at).any(|other| other == unit) => Some(Fault::Duplicate),
            () => None,
        };
        faults.extend(fault.map(|fault| FieldError { pointer: format!("/unit_ids/{at}"), fault }));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}
