//! The life cycle of a plan as one table, and what a plan must hold before it is signed.
use base::kernel::{
    error::{About, Code, Fault, FieldError},
    policy::Permission::{self, PlansIssue, PlansReceive, PlansSend, PlansWrite},
    scope::Addressee,
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use entity::{
    measure,
    plan::PlanStatus::{
        self, Cancelled, Closed, ClosedByReorganisation, Draft, InEffect, Issued, PendingSignature, Received, Sent,
        Superseded, SupplementRequested, Transferred,
    },
    target, task,
};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlanAction {
    Update,
    RequestSignature,
    ReturnToDraft,
    Issue,
    Send,
    Receive,
    RequestSupplement,
    ReplySupplement,
    ResolveSupplement,
    Amend,
    WaiveGap,
    Close,
    Cancel,
}

use PlanAction::{
    Amend, Cancel, Close, Issue, Receive, ReplySupplement, RequestSignature, RequestSupplement, ResolveSupplement,
    ReturnToDraft, Send, Update, WaiveGap,
};

impl Named for PlanAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            RequestSignature => "request_signature",
            ReturnToDraft => "return_to_draft",
            Issue => "issue",
            Send => "send",
            Receive => "receive",
            RequestSupplement => "request_supplement",
            ReplySupplement => "reply_supplement",
            ResolveSupplement => "resolve_supplement",
            Amend => "amend",
            WaiveGap => "waive_gap",
            Close => "close",
            Cancel => "cancel",
        }
    }
}

/// What the guards look at: of each state what its own steps ask.
#[derive(Debug, Default)]
pub struct PlanFacts {
    /// What has to be there before it is signed.
    pub missing: Vec<FieldError>,
    /// The last day for plans, if it is over.
    pub locked: Option<String>,
    /// Titles and places of targets of which a part is with nobody, and nobody has said why.
    pub gaps: Vec<(String, FieldError)>,
    /// To whom it is sent.
    pub next: Option<Addressee>,
    /// Another version that stands in the way.
    pub other: Option<Uuid>,
    /// Reports not yet settled, and reports accepted.
    pub reports: (u64, u64),
}

const COMPLETE: Guard<PlanFacts> = Guard {
    name: "complete",
    code: Code::IncompleteContent,
    against: |facts| {
        let fields = facts.missing.clone();
        (!fields.is_empty()).then(|| Against { fields, ..Against::default() })
    },
};

const IN_TIME: Guard<PlanFacts> =
    Guard { name: "in_time", code: Code::PlanDeadlinePassed, against: |facts| facts.locked.clone().map(Against::from) };

const NO_GAP: Guard<PlanFacts> = Guard {
    name: "no_gap",
    code: Code::UnexplainedGap,
    against: |facts| {
        let (titles, fields): (Vec<_>, Vec<_>) = facts.gaps.iter().cloned().unzip();
        (!fields.is_empty()).then(|| Against { particulars: titles.join("; "), fields, ..Against::default() })
    },
};

const SOMEBODY_ABOVE: Guard<PlanFacts> = Guard {
    name: "somebody_above",
    code: Code::NoAddressee,
    against: |facts| facts.next.is_none().then(|| "reporting_lines".into()),
};

const NO_OTHER_VERSION: Guard<PlanFacts> = Guard {
    name: "no_other_version",
    code: Code::PlanExists,
    against: |facts| facts.other.map(|id| Against { about: Some(About::Plan(id)), ..id.to_string().into() }),
};

const REPORTS_SETTLED: Guard<PlanFacts> = Guard {
    name: "reports_settled",
    code: Code::WindowClosed,
    against: |PlanFacts { reports: (open, accepted), .. }| {
        (*open > 0 || *accepted == 0).then(|| format!("open reports: {open}, accepted: {accepted}").into())
    },
};

pub type PlanStep = Step<PlanAction, PlanStatus, PlanFacts>;

const ITS_TEXT: Writers = Writers::Included("it is their own text");
const SENDS: Writers = Writers::Included("another person has signed what is sent");
const TAKES_BACK: Writers = Writers::Included("taking one's own paper back or to its end decides nothing about it");

const fn own(action: PlanAction, from: &'static [PlanStatus], to: PlanStatus, permission: Permission) -> PlanStep {
    Step { action, from, to, party: Party::Owner, permission, writers: ITS_TEXT, guards: &[] }
}

/// What the head does.
const fn head(action: PlanAction, from: &'static [PlanStatus], to: PlanStatus, writers: Writers) -> PlanStep {
    Step { writers, ..own(action, from, to, PlansIssue) }
}

const fn superior(action: PlanAction, from: &'static [PlanStatus], to: PlanStatus) -> PlanStep {
    let (party, writers) = (Party::Addressee, Writers::Excluded);
    Step { party, writers, ..own(action, from, to, PlansReceive) }
}

/// The steps that people take. `received → in_effect` is the calendar's, `→ superseded` the next version's.
pub const STEPS: &[PlanStep] = &[
    own(Update, &[Draft], Draft, PlansWrite),
    Step { guards: &[COMPLETE], ..own(RequestSignature, &[Draft], PendingSignature, PlansWrite) },
    head(ReturnToDraft, &[PendingSignature], Draft, TAKES_BACK),
    Step { guards: &[IN_TIME, NO_GAP], ..head(Issue, &[PendingSignature], Issued, Writers::Excluded) },
    Step { writers: SENDS, guards: &[IN_TIME, SOMEBODY_ABOVE], ..own(Send, &[Issued], Sent, PlansSend) },
    superior(Receive, &[Sent], Received),
    superior(RequestSupplement, &[Sent, Received], SupplementRequested),
    // Both sides write in the thread.
    own(ReplySupplement, &[SupplementRequested], SupplementRequested, PlansWrite),
    superior(ReplySupplement, &[SupplementRequested], SupplementRequested),
    superior(ResolveSupplement, &[SupplementRequested], Received),
    // The version stays what it is until the next one is issued.
    Step { guards: &[NO_OTHER_VERSION], ..own(Amend, &[SupplementRequested], SupplementRequested, PlansWrite) },
    Step { guards: &[NO_OTHER_VERSION], ..own(Amend, &[InEffect], InEffect, PlansWrite) },
    head(WaiveGap, &[Draft], Draft, Writers::Excluded),
    head(WaiveGap, &[PendingSignature], PendingSignature, Writers::Excluded),
    Step { guards: &[NO_OTHER_VERSION, REPORTS_SETTLED], ..head(Close, &[InEffect], Closed, TAKES_BACK) },
    head(Cancel, &[Draft, PendingSignature, Issued], Cancelled, TAKES_BACK),
];

pub const IN_FORCE: [PlanStatus; 5] = PlanStatus::IN_FORCE;

/// What a unit has committed to: also what it has carried out and closed.
pub const COMMITS: [PlanStatus; 6] = [Issued, Sent, Received, SupplementRequested, InEffect, Closed];

/// Leaves the unit without a plan; so does a version superseded by one since cancelled.
pub const GONE: [PlanStatus; 4] = [Cancelled, Superseded, Transferred, ClosedByReorganisation];

/// Ended with its unit.
pub const ENDED_WITH_UNIT: [PlanStatus; 2] = [Transferred, ClosedByReorganisation];

/// Not yet ended in any way.
pub const OPEN: [PlanStatus; 7] = [Draft, PendingSignature, Issued, Sent, Received, SupplementRequested, InEffect];

/// At least one task and one measure; each task with a target, or a reason for having none.
pub fn missing(tasks: &[task::Model], measures: &[measure::Model], targets: &[target::Model]) -> Vec<FieldError> {
    let mut missing = vec![];
    let mut add = |pointer: String| missing.push(FieldError { pointer, fault: Fault::Required });
    if tasks.is_empty() {
        add("/tasks".to_owned());
    }
    if measures.is_empty() {
        add("/measures".to_owned());
    }
    for (at, task) in tasks.iter().enumerate() {
        if task.no_target_reason.is_none() && targets.iter().all(|target| target.task_id != task.id) {
            add(format!("/tasks/{at}/no_target_reason"));
        }
    }
    missing
}
