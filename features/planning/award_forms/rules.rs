//! What a form of the ministry's own has to be: pure.
use base::kernel::error::{Fault, FieldError};
use entity::award_form::AwardLevel;

use super::dto::Terms;

/// Everything that is wrong with it.
pub fn faults(terms: &Terms) -> Vec<FieldError> {
    let mut faults = vec![];
    let mut add = |pointer: &str, fault: Fault| faults.push(FieldError { pointer: pointer.to_owned(), fault });
    if terms.level == AwardLevel::State {
        add("/level", Fault::NotAllowed);
    }
    if !(terms.for_individual || terms.for_collective || terms.for_household) {
        add("/for_individual", Fault::Required);
    }
    let mut kinds = terms.decided_by.clone();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() < terms.decided_by.len() {
        add("/decided_by", Fault::Duplicate);
    }
    if terms.ballot.as_ref().is_some_and(|ballot| ballot.yes_den < ballot.yes_num) {
        add("/ballot/yes_num", Fault::OutOfRange);
    }
    faults
}
