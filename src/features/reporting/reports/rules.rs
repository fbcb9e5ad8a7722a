//! The life cycles of obligations and reports as tables, and what a value must be.
mod obligations;

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::{self, Aggregation, ValueType},
    obligation::ObligationStatus,
    report::ReportStatus::{self, Accepted, Draft, Issued, Returned, Submitted},
    target,
};
use uuid::Uuid;

pub use obligations::{HANDED_ON, OBLIGATION_STEPS, ObligationAction, ObligationFacts, ObligationStep};

use super::dto::ValueInput;
use crate::kernel::{
    error::{Code, Fault, FieldError},
    policy::Permission::{ReportsReceive, ReportsSign, ReportsSubmit, ReportsWrite},
    scope::Addressee,
    transition::{Against, Guard, Named, Party, Step, Writers},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportAction {
    Update,
    Sign,
    Submit,
    Return,
    Accept,
}

impl Named for ReportAction {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Sign => "sign",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Accept => "accept",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct ReportFacts {
    /// What has to be said before it is signed.
    pub missing: Vec<FieldError>,
    /// To whom it is sent.
    pub next: Option<Addressee>,
    /// The document by which it was waived after it was begun.
    pub waived_by: Option<String>,
    /// While its period runs: the day from which on it is submitted.
    pub open_from: Option<NaiveDate>,
}

const COMPLETE: Guard<ReportFacts> = Guard {
    name: "complete",
    code: Code::IncompleteContent,
    against: |facts| {
        let fields = facts.missing.clone();
        (!fields.is_empty()).then(|| Against { fields, ..Against::default() })
    },
};

const SOMEBODY_ABOVE: Guard<ReportFacts> = Guard {
    name: "somebody_above",
    code: Code::NoAddressee,
    against: |facts| facts.next.is_none().then(|| "reporting_lines".into()),
};

const OWED: Guard<ReportFacts> =
    Guard { name: "owed", code: Code::WindowClosed, against: |facts| facts.waived_by.as_deref().map(Against::from) };

/// A report is final: it tells the whole of its period, so it goes up once the last day of its figures is over.
const PERIOD_OVER: Guard<ReportFacts> = Guard {
    name: "period_over",
    code: Code::PeriodNotOver,
    against: |facts| facts.open_from.map(|day| day.to_string().into()),
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

/// A returned report is corrected and signed again: what is sent always bears a signature.
pub const STEPS: &[ReportStep] = &[
    own(ReportAction::Update, &[Draft], Draft),
    own(ReportAction::Update, &[Returned], Returned),
    Step {
        permission: ReportsSign,
        writers: Writers::Excluded,
        guards: &[OWED, COMPLETE],
        ..own(ReportAction::Sign, &[Draft, Returned], Issued)
    },
    Step {
        permission: ReportsSubmit,
        writers: SENDS,
        guards: &[OWED, PERIOD_OVER, SOMEBODY_ABOVE],
        ..own(ReportAction::Submit, &[Issued], Submitted)
    },
    superior(ReportAction::Return, &[Submitted], Returned),
    superior(ReportAction::Accept, &[Submitted], Accepted),
];

/// An obligation follows its report.
pub const fn followed(status: ReportStatus) -> ObligationStatus {
    match status {
        Draft => ObligationStatus::Draft,
        Issued => ObligationStatus::Issued,
        Submitted => ObligationStatus::Submitted,
        Returned => ObligationStatus::Returned,
        Accepted => ObligationStatus::Accepted,
    }
}

/// What a value answers.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// A ratio is reported as numerator and denominator.
    pub ratio: bool,
    /// What a value, or of a ratio its percentage, may not exceed.
    pub upper_bound: Option<Quantity>,
    pub decimals: i16,
    pub qualitative: bool,
    /// How many levels it is judged by; a value is one of them.
    pub levels: Option<i64>,
    /// The indicators that it is the quotient of.
    pub parts: Option<(Uuid, Uuid)>,
}

/// What the amounts of a measure of a unit's own may have.
const MOST_DECIMALS: i16 = 4;

impl Asked {
    pub fn of(indicator: Option<&indicator::Model>, target: &target::Model) -> Self {
        let ratio = indicator.is_some_and(|m| m.aggregation == Aggregation::Ratio) || target.denominator.is_some();
        // A percentage of one's own is a share of a whole.
        let whole = ratio && target.unit_of_measure.as_deref().is_none_or(|unit| unit == "%");
        Self {
            ratio,
            upper_bound: indicator.map_or_else(|| whole.then(|| Quantity::whole(100)), |m| m.upper_bound),
            decimals: indicator.map_or(MOST_DECIMALS, |m| m.decimals),
            qualitative: indicator.is_some_and(|m| m.value_type == ValueType::Qualitative),
            levels: None,
            parts: indicator.and_then(|m| m.numerator_id.zip(m.denominator_id)),
        }
    }

    /// The same on a closed scale, if there is one.
    pub const fn judged(self, levels: Option<i64>) -> Self {
        Self { qualitative: self.qualitative && levels.is_none(), levels, ..self }
    }
}

/// The first thing wrong with a value: the problem, the member and its fault.
pub fn fault(
    input: &ValueInput,
    asked: Asked,
    (from, to): (NaiveDate, NaiveDate),
) -> Option<(Code, &'static str, Fault)> {
    let invalid = |member: &'static str, fault| Some((Code::ValidationFailed, member, fault));
    let figures = [("value", input.value), ("numerator", input.numerator), ("denominator", input.denominator)];
    if let Some((member, _)) = figures.into_iter().find(|(_, q)| q.is_some_and(|q| q.is_negative())) {
        return invalid(member, Fault::Negative);
    }
    if asked.ratio && input.value.is_some() {
        return invalid("value", Fault::NotAllowed);
    }
    if !asked.ratio && (input.numerator.is_some() || input.denominator.is_some()) {
        return invalid("numerator", Fault::NotAllowed);
    }
    if let (Some(levels), Some(value)) = (asked.levels, input.value)
        && !(1..=levels).any(|level| i32::try_from(level).is_ok_and(|level| Quantity::whole(level) == value))
    {
        return invalid("value", Fault::OutOfRange);
    }
    if asked.qualitative && figures.iter().any(|(_, q)| q.is_some()) {
        return invalid("value", Fault::NotAllowed);
    }
    if let Some((member, _)) = figures.into_iter().find(|(_, q)| q.is_some_and(|q| !q.has_at_most(asked.decimals))) {
        return invalid(member, Fault::TooPrecise);
    }
    match (input.numerator, input.denominator) {
        (Some(_), None) => return invalid("denominator", Fault::Required),
        (None, Some(_)) => return invalid("numerator", Fault::Required),
        _ => {}
    }
    if asked.upper_bound.is_some_and(|bound| bound.is_exceeded(input.value, input.numerator, input.denominator)) {
        let member = if asked.ratio { "numerator" } else { "value" };
        return Some((Code::RatioOutOfRange, member, Fault::RatioOutOfRange));
    }
    // Missing is not zero: whoever reports nothing says why.
    if figures.iter().all(|(_, q)| q.is_none()) && input.note.is_none() {
        return invalid(if asked.ratio { "numerator" } else { "value" }, Fault::Required);
    }
    let (first, last) = (input.data_from.map_or(from, Into::into), input.data_to.map_or(to, Into::into));
    if last < first {
        return invalid("data_to", Fault::WrongOrder);
    }
    if first < from || last > to {
        let member = if first < from { "data_from" } else { "data_to" };
        return Some((Code::OutsidePeriod, member, Fault::OutsidePeriod));
    }
    None
}

/// What a report says of one target.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub indicator_id: Option<Uuid>,
    pub asked: Asked,
    pub input: &'a ValueInput,
}

/// Where a quotient says something else than the indicators that it is made of: the place of its value, and the member.
/// Of an indicator that stands in the report several times, the sums agree, as long as all of them are told.
pub fn disagreements(told: &[Told<'_>]) -> Vec<(usize, &'static str)> {
    let mut seen = HashSet::new();
    let mut found = vec![];
    for (at, one) in told.iter().enumerate() {
        let Some((numerator, denominator)) = one.asked.parts else { continue };
        if !seen.insert(one.indicator_id) {
            continue;
        }
        let whole = |figure: fn(&ValueInput) -> Option<Quantity>| sum(told, one.indicator_id, figure);
        let part = |indicator: Uuid| sum(told, Some(indicator), |input| input.value);
        let members = [
            ("numerator", whole(|input| input.numerator), part(numerator)),
            ("denominator", whole(|input| input.denominator), part(denominator)),
        ];
        let disagree = |(_, (count, whole), (parts, sum)): &(_, (usize, i128), (usize, i128))| {
            *count > 0 && count == parts && whole != sum
        };
        found.extend(members.into_iter().filter(disagree).map(|(member, ..)| (at, member)));
    }
    found
}

/// How many figures of an indicator are told, and what they add up to.
fn sum(told: &[Told<'_>], indicator: Option<Uuid>, figure: impl Fn(&ValueInput) -> Option<Quantity>) -> (usize, i128) {
    let figures = told.iter().filter(|one| one.indicator_id == indicator).filter_map(|one| figure(one.input));
    figures.fold((0, 0), |(count, sum), q| (count + 1, sum + i128::from(q.0)))
}
