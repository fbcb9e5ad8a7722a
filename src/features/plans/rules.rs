//! The life cycle of a plan as one table, and what a plan must hold before it is signed.
use entity::{
    indicator::Aggregation,
    measure,
    plan::PlanStatus::{
        self, Cancelled, Closed, ClosedByReorganisation, Draft, InEffect, Issued, PendingSignature, Received, Sent,
        Superseded, SupplementRequested, Transferred,
    },
    target::{self, Comparator},
    task,
};

use super::dto::TargetInput;
use crate::core::{
    error::{Fault, FieldError},
    policy::Permission::{self, PlansIssue, PlansReceive, PlansSend, PlansWrite},
    transition::{Named, Side, Step},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlanAction {
    Update,
    RequestSignature,
    ReturnToDraft,
    Issue,
    Send,
    Receive,
    RequestSupplement,
    Amend,
    Close,
    Cancel,
}

use PlanAction::{
    Amend, Cancel, Close, Issue, Receive, RequestSignature, RequestSupplement, ReturnToDraft, Send, Update,
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
            Amend => "amend",
            Close => "close",
            Cancel => "cancel",
        }
    }
}

pub type PlanStep = Step<PlanAction, PlanStatus>;

const fn own(action: PlanAction, from: &'static [PlanStatus], to: PlanStatus, permission: Permission) -> PlanStep {
    Step { action, from, to, side: Side::Owner, permission, by_another: false }
}

const fn superior(action: PlanAction, from: &'static [PlanStatus], to: PlanStatus) -> PlanStep {
    Step { action, from, to, side: Side::Addressee, permission: PlansReceive, by_another: false }
}

/// The steps that people take. `received → in_effect` is the calendar's, `→ superseded` the next version's.
pub const STEPS: &[PlanStep] = &[
    own(Update, &[Draft], Draft, PlansWrite),
    own(RequestSignature, &[Draft], PendingSignature, PlansWrite),
    own(ReturnToDraft, &[PendingSignature], Draft, PlansIssue),
    Step { by_another: true, ..own(Issue, &[PendingSignature], Issued, PlansIssue) },
    own(Send, &[Issued], Sent, PlansSend),
    superior(Receive, &[Sent], Received),
    superior(RequestSupplement, &[Sent, Received], SupplementRequested),
    // The version stays what it is until the next one is issued.
    own(Amend, &[SupplementRequested], SupplementRequested, PlansWrite),
    own(Amend, &[InEffect], InEffect, PlansWrite),
    own(Close, &[InEffect], Closed, PlansIssue),
    own(Cancel, &[Draft, PendingSignature, Issued], Cancelled, PlansIssue),
];

/// Issued and not yet replaced or ended: what reports are measured against.
pub const IN_FORCE: [PlanStatus; 5] = [Issued, Sent, Received, SupplementRequested, InEffect];

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

/// What is wrong with the figures of a target. `aggregation` is its indicator's, if it has one.
pub fn faults(input: &TargetInput, aggregation: Option<Aggregation>) -> Vec<(&'static str, Fault)> {
    let mut faults = vec![];
    let figures = [
        ("baseline", input.baseline),
        ("target_value", input.target_value),
        ("numerator", input.numerator),
        ("denominator", input.denominator),
    ];
    faults.extend(
        figures.iter().filter(|(_, q)| q.is_some_and(|q| q.is_negative())).map(|(name, _)| (*name, Fault::Negative)),
    );
    let ratio = input.numerator.is_some() || input.denominator.is_some() || aggregation == Some(Aggregation::Ratio);
    match (input.numerator, input.denominator) {
        (Some(n), Some(d)) if n > d => faults.push(("numerator", Fault::RatioOutOfRange)),
        (None, Some(_)) => faults.push(("numerator", Fault::Required)),
        (Some(_), None) => faults.push(("denominator", Fault::Required)),
        (None, None) if ratio && input.comparator != Comparator::Reach => faults.push(("numerator", Fault::Required)),
        _ => {}
    }
    if ratio && input.target_value.is_some() {
        faults.push(("target_value", Fault::NotAllowed));
    }
    if !ratio && input.target_value.is_none() && input.comparator != Comparator::Reach {
        faults.push(("target_value", Fault::Required));
    }
    faults
}
