//! The life cycle of a plan as one table, and what a plan must hold before it is signed.
use entity::{
    Quantity,
    indicator::{self, Aggregation},
    measure,
    plan::PlanStatus::{
        self, Cancelled, Closed, ClosedByReorganisation, Draft, InEffect, Issued, PendingSignature, Received, Sent,
        Superseded, SupplementRequested, Transferred,
    },
    target::{self, Comparator},
    task,
};

use super::dto::TargetInput;
use crate::kernel::{
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
    // Both sides write in the thread.
    own(ReplySupplement, &[SupplementRequested], SupplementRequested, PlansWrite),
    superior(ReplySupplement, &[SupplementRequested], SupplementRequested),
    superior(ResolveSupplement, &[SupplementRequested], Received),
    // The version stays what it is until the next one is issued.
    own(Amend, &[SupplementRequested], SupplementRequested, PlansWrite),
    own(Amend, &[InEffect], InEffect, PlansWrite),
    own(WaiveGap, &[Draft], Draft, PlansIssue),
    own(WaiveGap, &[PendingSignature], PendingSignature, PlansIssue),
    own(Close, &[InEffect], Closed, PlansIssue),
    own(Cancel, &[Draft, PendingSignature, Issued], Cancelled, PlansIssue),
];

/// Issued and not yet replaced or ended: what reports are measured against.
pub const IN_FORCE: [PlanStatus; 5] = [Issued, Sent, Received, SupplementRequested, InEffect];

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

/// What the amounts of a target, and of its milestones and bands, have to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One value.
    Counted,
    /// Numerator and denominator.
    Ratio,
    /// A level between 1 and this one.
    Judged(u8),
}

/// How fine and how large amounts may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub decimals: i16,
    /// Of a value, or of a ratio in percent.
    pub upper: Option<Quantity>,
}

impl Bounds {
    /// What is negative is wrong already.
    fn is_too_fine(self, amount: Quantity) -> bool {
        !amount.is_negative() && !amount.has_at_most(self.decimals)
    }

    /// As the indicator says; a ratio of one's own is a share of a whole.
    fn of(indicator: Option<&indicator::Model>, input: &TargetInput) -> Self {
        match indicator {
            // A level is one of its scale, which says all.
            _ if input.levels.is_some() => Self { decimals: 4, upper: None },
            Some(m) => Self { decimals: m.decimals, upper: m.upper_bound },
            None => Self { decimals: 4, upper: input.denominator.map(|_| Quantity::whole(100)) },
        }
    }
}

impl Shape {
    /// `aggregation` is its indicator's, if it has one.
    pub fn of(input: &TargetInput, aggregation: Option<Aggregation>) -> Self {
        let own = input.aggregation == Some(Aggregation::Ratio) && aggregation.is_none();
        let ratio = input.numerator.is_some() || input.denominator.is_some() || own;
        match &input.levels {
            Some(levels) => Self::Judged(u8::try_from(levels.len()).unwrap_or(u8::MAX)),
            None if ratio || aggregation == Some(Aggregation::Ratio) => Self::Ratio,
            None => Self::Counted,
        }
    }

    /// How values become one where neither an indicator nor the unit says it.
    pub const fn aggregation(self) -> Aggregation {
        match self {
            Self::Counted => Aggregation::Sum,
            Self::Ratio => Aggregation::Ratio,
            Self::Judged(_) => Aggregation::Latest,
        }
    }

    /// What is wrong with a value, a numerator and a denominator; `needed`: one of them has to be there.
    fn faults(
        self,
        amounts: [(&'static str, Option<Quantity>); 3],
        needed: bool,
        bounds: Bounds,
    ) -> Vec<(&'static str, Fault)> {
        let [(value, v), (numerator, n), (denominator, d)] = amounts;
        let mut faults: Vec<_> = amounts
            .iter()
            .filter(|(_, amount)| amount.is_some_and(Quantity::is_negative))
            .map(|(name, _)| (*name, Fault::Negative))
            .collect();
        let fine = amounts.iter().filter(|(_, amount)| amount.is_some_and(|q| bounds.is_too_fine(q)));
        faults.extend(fine.map(|(name, _)| (*name, Fault::TooPrecise)));
        if bounds.upper.is_some_and(|upper| upper.is_exceeded(v, n, d)) {
            faults.push((if self == Self::Ratio { numerator } else { value }, Fault::RatioOutOfRange));
        }
        if self == Self::Ratio {
            match (n, d) {
                (None, Some(_)) => faults.push((numerator, Fault::Required)),
                (Some(_), None) => faults.push((denominator, Fault::Required)),
                (None, None) if needed => faults.push((numerator, Fault::Required)),
                _ => {}
            }
            faults.extend(v.map(|_| (value, Fault::NotAllowed)));
            return faults;
        }
        faults.extend(n.map(|_| (numerator, Fault::NotAllowed)));
        faults.extend(d.map(|_| (denominator, Fault::NotAllowed)));
        if v.is_none() && needed {
            faults.push((value, Fault::Required));
        }
        if let (Self::Judged(levels), Some(level)) = (self, v)
            && !(1..=levels).any(|known| Quantity::whole(known.into()) == level)
        {
            faults.push((value, Fault::OutOfRange));
        }
        faults
    }
}

/// What is wrong with the figures of a target.
pub fn faults(input: &TargetInput, indicator: Option<&indicator::Model>) -> Vec<(String, Fault)> {
    let aggregation = indicator.map(|m| m.aggregation);
    let shape = Shape::of(input, aggregation);
    let bounds = Bounds::of(indicator, input);
    let amounts =
        [("target_value", input.target_value), ("numerator", input.numerator), ("denominator", input.denominator)];
    let mut faults: Vec<(String, Fault)> = vec![];
    let mut add = |member: &str, fault: Fault| faults.push((member.to_owned(), fault));
    if input.baseline.is_some_and(Quantity::is_negative) {
        add("baseline", Fault::Negative);
    }
    let contradicts = input.aggregation.is_some_and(|of| match shape {
        Shape::Counted => of == Aggregation::Ratio,
        Shape::Ratio => of != Aggregation::Ratio,
        Shape::Judged(_) => of != Aggregation::Latest,
    });
    if input.baseline.is_some_and(|baseline| bounds.is_too_fine(baseline)) {
        add("baseline", Fault::TooPrecise);
    }
    if contradicts || input.aggregation.is_some() && input.indicator_code.is_some() {
        add("aggregation", Fault::NotAllowed);
    }
    if matches!(shape, Shape::Judged(_)) && aggregation.is_some_and(|of| of != Aggregation::Latest) {
        add("levels", Fault::NotAllowed);
    }
    for (member, fault) in shape.faults(amounts, input.comparator != Comparator::Reach, bounds) {
        add(member, fault);
    }
    let named =
        |value, numerator, denominator| [("value", value), ("numerator", numerator), ("denominator", denominator)];
    for (at, one) in input.milestones.iter().flatten().enumerate() {
        for (member, fault) in shape.faults(named(one.value, one.numerator, one.denominator), true, bounds) {
            add(&format!("milestones/{at}/{member}"), fault);
        }
    }
    for (at, one) in input.bands.iter().flatten().enumerate() {
        for (member, fault) in shape.faults(named(one.value, one.numerator, one.denominator), true, bounds) {
            add(&format!("bands/{at}/{member}"), fault);
        }
    }
    faults
}
