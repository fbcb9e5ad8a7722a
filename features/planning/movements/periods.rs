//! What periods of a movement have to be: of one kind they are a run, which tells every day once.
use base::kernel::error::{Fault, FieldError};
use chrono::{Months, NaiveDate};
use entity::{
    movement,
    period::{self, PeriodKind},
};

use super::dto::PeriodInput;

/// How many months a period of a kind has.
const fn months(kind: PeriodKind) -> Option<u32> {
    match kind {
        PeriodKind::Month => Some(1),
        PeriodKind::Quarter => Some(3),
        PeriodKind::Half => Some(6),
        PeriodKind::NineMonth => Some(9),
        PeriodKind::Year | PeriodKind::ThadsYear => Some(12),
        PeriodKind::Custom => None,
    }
}

/// Whether two codes are one: a period is called the same in capitals.
pub fn is_same_code(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// What is wrong with the first and the last day of a movement beside the periods there are: a period that has no day of it is
/// owed by nobody.
pub fn left_out(known: &[period::Model], starts_on: NaiveDate, ends_on: NaiveDate) -> Vec<FieldError> {
    let before = known.iter().any(|m| m.data_to < starts_on);
    let after = known.iter().any(|m| ends_on < m.data_from);
    let members = [(before, "/starts_on"), (after, "/ends_on")].into_iter().filter(|(wrong, _)| *wrong);
    members.map(|(_, pointer)| FieldError { pointer: pointer.to_owned(), fault: Fault::OutOfRange }).collect()
}

/// What is wrong with a period beside those there are. Pointers begin with `at`.
pub fn faults(movement: &movement::Model, known: &[period::Model], input: &PeriodInput, at: &str) -> Vec<FieldError> {
    let mut faults = vec![];
    let mut when = |wrong: bool, member: &str, fault: Fault| {
        if wrong {
            faults.push(FieldError { pointer: format!("{at}/{member}"), fault });
        }
    };
    let (from, to): (NaiveDate, NaiveDate) = (*input.data_from, *input.data_to);
    let overlaps = |m: &period::Model| m.kind == input.kind && m.data_from <= to && from <= m.data_to;
    when(to < movement.starts_on || movement.ends_on < from, "data_from", Fault::OutOfRange);
    when(known.iter().any(overlaps), "data_from", Fault::Overlaps);
    when(!fits(movement, input.kind, from, to), "data_to", Fault::NotOfKind);
    for (no, due) in input.due.iter().enumerate() {
        when(*due.due_on <= to, &format!("due/{no}/due_on"), Fault::WrongOrder);
        let again = input.due.iter().take(no).any(|other| other.tier == due.tier);
        when(again, &format!("due/{no}/tier"), Fault::Duplicate);
    }
    faults
}

/// As long as its kind says; shorter only where the movement begins or ends.
fn fits(movement: &movement::Model, kind: PeriodKind, from: NaiveDate, to: NaiveDate) -> bool {
    let Some(months) = months(kind) else { return true };
    let whole = from.checked_add_months(Months::new(months)).and_then(|day| day.pred_opt());
    let cut = from == movement.starts_on || to == movement.ends_on;
    whole.is_some_and(|last| to == last || cut && to < last)
}
