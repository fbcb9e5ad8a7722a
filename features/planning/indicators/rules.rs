//! What an indicator has to be: pure.
use base::kernel::error::{Fault, FieldError};
use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::{self, Aggregation, ValueType},
    unit::UnitKind,
};
use serde::Serialize;

use super::counted;

/// What an indicator says, as its versions keep it. Parts are told by their codes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meaning {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub unit_of_measure: String,
    pub direction: indicator::Direction,
    pub aggregation: Aggregation,
    pub value_type: ValueType,
    pub decimals: i16,
    pub upper_bound: Option<Quantity>,
    pub numerator_code: Option<String>,
    pub denominator_code: Option<String>,
    pub applies_to: Vec<UnitKind>,
    pub retired_on: Option<NaiveDate>,
    pub retire_reason: Option<String>,
    pub replaced_by_code: Option<String>,
}

/// The two parts of a ratio as the catalogue has them.
pub type Parts<'a> = [Option<&'a indicator::Model>; 2];

impl Meaning {
    /// Everything that is wrong with it. A part is no ratio, and only ratios have parts: so no indicator is made of itself,
    /// by however many steps.
    pub fn faults(&self, parts: Parts<'_>) -> Vec<FieldError> {
        let mut faults = vec![];
        let mut add = |member: &str, fault: Fault| faults.push(FieldError { pointer: format!("/{member}"), fault });
        let ratio = self.aggregation == Aggregation::Ratio;
        let codes = [("numerator_code", &self.numerator_code), ("denominator_code", &self.denominator_code)];
        for ((member, code), part) in codes.into_iter().zip(parts) {
            match (ratio, code, part) {
                (true, None, _) => add(member, Fault::Required),
                (false, Some(_), _) => add(member, Fault::NotAllowed),
                (true, Some(code), _) if *code == self.code => add(member, Fault::NotAllowed),
                (true, Some(_), None) => add(member, Fault::NotFound),
                (true, Some(_), Some(part)) if !is_part(part) => add(member, Fault::NotAllowed),
                _ => {}
            }
        }
        if ratio && self.numerator_code.is_some() && self.numerator_code == self.denominator_code {
            add("denominator_code", Fault::Duplicate);
        }
        if self.value_type == ValueType::Qualitative && self.aggregation != Aggregation::Latest {
            add("aggregation", Fault::NotAllowed);
        }
        // A mean is computed.
        let counts = self.aggregation != Aggregation::Avg && counted::is_counted(&self.unit_of_measure);
        if counts && self.decimals > 0 {
            add("decimals", Fault::TooPrecise);
        }
        if let Some(bound) = self.upper_bound {
            if bound.is_negative() || bound == Quantity::whole(0) {
                add("upper_bound", Fault::OutOfRange);
            } else if !ratio && !bound.has_at_most(self.decimals) {
                add("upper_bound", Fault::TooPrecise);
            }
        }
        let mut kinds = self.applies_to.clone();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() < self.applies_to.len() {
            add("applies_to", Fault::Duplicate);
        }
        faults
    }

    /// Which members that say what a figure means are otherwise: its code among them, for files and targets name it by that.
    pub fn otherwise(&self, before: &Self) -> Vec<&'static str> {
        [
            ("code", self.code != before.code),
            ("unit_of_measure", self.unit_of_measure != before.unit_of_measure),
            ("direction", self.direction != before.direction),
            ("aggregation", self.aggregation != before.aggregation),
            ("value_type", self.value_type != before.value_type),
            ("decimals", self.decimals != before.decimals),
            ("numerator_code", self.numerator_code != before.numerator_code),
            ("denominator_code", self.denominator_code != before.denominator_code),
        ]
        .into_iter()
        .filter_map(|(member, other)| other.then_some(member))
        .collect()
    }
}

/// Sums and the last values of stocks are divided; averages and judgements cannot be, and a ratio is made of no ratio.
fn is_part(m: &indicator::Model) -> bool {
    matches!(m.aggregation, Aggregation::Sum | Aggregation::Latest) && m.value_type == ValueType::Quantitative
}
