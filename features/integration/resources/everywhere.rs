//! What an entry changes in more rows than are named one by one: the resource is read again as a whole.
//!
//! A name stands in one place, and every row that uses it shows it as it is now: that of an indicator in the plans of the
//! whole sector. A row that was told by its id would take as many entries as there are rows.
use entity::journal::{self, Subject};
use serde_json::Value;

use super::Resource;

pub fn everywhere(entry: &journal::Model) -> &'static [Resource] {
    match entry.subject_type {
        Subject::Indicator if renames(entry) => &[Resource::Plans, Resource::Targets],
        Subject::AwardForm if renames(entry) => &[Resource::Awards],
        // Dossiers name the rules by which they are judged.
        Subject::Regime | Subject::RuleRevision => &[Resource::Nominations],
        _ => &[],
    }
}

/// What else others show of these is fixed once they are used.
fn renames(entry: &journal::Model) -> bool {
    let data = serde_json::from_str::<Value>(&entry.data);
    data.is_ok_and(|data| data.pointer("/changed/name").is_some())
}
