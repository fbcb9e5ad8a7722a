//! What a value must be.
use std::collections::HashSet;

use base::kernel::error::{Code, Fault};
use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::{Aggregation, ValueType},
    target::Origins,
};
use planning::{indicators::counted, plans::repo::Measured};
use uuid::Uuid;

use crate::reports::dto::ValueInput;

/// A target of the plan that a report answers, and what a value against it has to be.
#[derive(Clone, Debug)]
pub struct Asked {
    pub target_id: Uuid,
    /// The same target in the version of the plan that first had it.
    pub root_id: Uuid,
    /// The targets of predecessors' plans that it restates.
    pub inherits_from: Origins,
    pub ordinal: i32,
    pub indicator_id: Option<Uuid>,
    /// A ratio is reported as numerator and denominator.
    pub ratio: bool,
    /// What a value, or of a ratio its percentage, may not exceed.
    pub upper_bound: Option<Quantity>,
    pub decimals: i16,
    pub qualitative: bool,
    /// How its figures become one; none where nothing says so.
    pub aggregation: Option<Aggregation>,
    /// How many levels it is judged by; a value is one of them.
    pub levels: Option<i64>,
    /// The indicators that it is the quotient of.
    pub parts: Option<(Uuid, Uuid)>,
}

impl Asked {
    pub fn of(Measured { target, measure, levels }: Measured) -> Self {
        let measure = measure.as_ref();
        let ratio = measure.is_some_and(|m| m.aggregation == Aggregation::Ratio) || target.denominator.is_some();
        // A percentage of one's own is a share of a whole.
        let whole = ratio && target.unit_of_measure.as_deref().is_none_or(|unit| unit == "%");
        let levels = Some(levels).filter(|levels| *levels > 0);
        Self {
            target_id: target.id,
            root_id: target.root_id,
            inherits_from: target.inherits_from,
            ordinal: target.ordinal,
            indicator_id: target.indicator_id,
            ratio,
            upper_bound: measure.map_or_else(|| whole.then(|| Quantity::whole(100)), |m| m.upper_bound),
            decimals: measure.map_or_else(|| counted::decimals(target.unit_of_measure.as_deref()), |m| m.decimals),
            // What is judged on a closed scale has a value: its level.
            qualitative: levels.is_none() && measure.is_some_and(|m| m.value_type == ValueType::Qualitative),
            aggregation: measure.map(|m| m.aggregation).or(target.aggregation),
            levels,
            parts: measure.and_then(|m| m.parts),
        }
    }

    /// Whether what others report is added to it: not of averages and judgements.
    pub fn is_additive(&self) -> bool {
        !self.qualitative && self.levels.is_none() && self.aggregation.is_some_and(|rule| rule != Aggregation::Avg)
    }
}

/// The first thing wrong with a value: the problem, the member and its fault.
pub fn fault(
    input: &ValueInput,
    asked: &Asked,
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
    pub asked: &'a Asked,
    pub input: &'a ValueInput,
}

/// Where a quotient says something else than the indicators that it is made of: the place of its value, and the member.
/// Of an indicator that stands in the report several times, the sums agree, as long as all of them are told.
pub fn disagreements(told: &[Told<'_>]) -> Vec<(usize, &'static str)> {
    let mut seen = HashSet::new();
    let mut found = vec![];
    for (at, one) in told.iter().enumerate() {
        let Some((numerator, denominator)) = one.asked.parts else { continue };
        if !seen.insert(one.asked.indicator_id) {
            continue;
        }
        let whole = |figure: fn(&ValueInput) -> Option<Quantity>| sum(told, one.asked.indicator_id, figure);
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
    let figures = told.iter().filter(|one| one.asked.indicator_id == indicator).filter_map(|one| figure(one.input));
    figures.fold((0, 0), |(count, sum), q| (count + 1, sum + i128::from(q.0)))
}
