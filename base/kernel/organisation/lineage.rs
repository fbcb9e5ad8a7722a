//! Who stands above, below, before and after a unit on a day.
use std::collections::HashSet;

use chrono::NaiveDate;
use entity::function_assignment::Function;
use uuid::Uuid;

use crate::kernel::organisation::{Organisation, Succession};

impl Organisation {
    /// Under whom a unit hangs on a day. One that has ended hangs under its successors, and without any where it was.
    pub fn superiors(&self, id: Uuid, day: NaiveDate) -> impl Iterator<Item = Uuid> {
        let unit = self.unit(id);
        let successors = unit.filter(|unit| unit.ended_before(day)).map_or(&[][..], |unit| &unit.successors);
        let heirs = successors.iter().filter(move |s| s.effective_on <= day && s.unit_id != id).map(|s| s.unit_id);
        let parent = if heirs.clone().next().is_none() { unit.and_then(|unit| unit.parent_on(day)) } else { None };
        heirs.chain(parent)
    }

    /// Everybody above a unit on a day, nearest first. They are few: looking through them costs less than a set.
    pub fn ancestors(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let (mut found, mut at, mut unit) = (vec![], 0, id);
        loop {
            for superior in self.superiors(unit, day) {
                if superior != id && !found.contains(&superior) {
                    found.push(superior);
                }
            }
            match found.get(at) {
                Some(next) => unit = *next,
                None => return found,
            }
            at += 1;
        }
    }

    fn children(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let Some(unit) = self.unit(id) else { return vec![] };
        let mut found: Vec<Uuid> =
            unit.children.iter().map(|c| c.value).chain(unit.predecessors.iter().map(|p| p.unit_id)).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|child| *child != id && self.superiors(*child, day).any(|superior| superior == id));
        found
    }

    /// How many units have ever stood right below one: a guess at its part of the tree, without a walk through it.
    pub fn ever_below(&self, id: Uuid) -> usize {
        self.unit(id).map_or(0, |unit| unit.children.len())
    }

    /// The unit and everything below it on a day, units that have ended too.
    pub fn subtree(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let mut found = vec![id];
        found.extend(reach(id, |unit| self.children(unit, day)));
        found
    }

    /// The units that a unit guides and inspects on a day: those in being below it; for the ministry and its standing body
    /// those of the whole sector.
    pub fn overseen(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let whole = self.holder(Function::EmulationStandingBody, day) == Some(id);
        let top = self.ministry().filter(|_| whole).unwrap_or(id);
        let mut found = self.subtree(top, day);
        let in_being = |unit: Uuid| self.unit(unit).is_some_and(|unit| unit.exists_on(day));
        found.retain(|unit| ![id, top].contains(unit) && in_being(*unit));
        found
    }

    /// Who stands on a day where a unit stood: itself while it exists, else whoever took over, however often.
    pub fn heirs(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let ended = |unit: Uuid| self.unit(unit).is_some_and(|unit| unit.ended_before(day));
        if !ended(id) {
            return vec![id];
        }
        let mut all = reach(id, |unit| if ended(unit) { self.taken_over_by(unit, day) } else { vec![] });
        all.retain(|unit| !ended(*unit));
        all
    }

    fn taken_over_by(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let successors = self.unit(id).into_iter().flat_map(|unit| &unit.successors);
        successors.filter(|s| s.effective_on <= day && s.unit_id != id).map(|s| s.unit_id).collect()
    }

    /// Whether a unit has ever taken over from anybody.
    pub fn has_taken_over(&self, id: Uuid) -> bool {
        self.unit(id).is_some_and(|unit| !unit.predecessors.is_empty())
    }

    /// Everybody a unit has taken over from by a day, directly or not.
    pub fn predecessors(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let before = |unit: Uuid| {
            let predecessors = self.unit(unit).into_iter().flat_map(|unit| &unit.predecessors);
            predecessors.filter(|p| p.effective_on <= day).map(|p| p.unit_id).collect()
        };
        reach(id, before)
    }

    /// Everybody that has taken over from a unit by a day, directly or not.
    pub fn successors(&self, id: Uuid, day: NaiveDate) -> Vec<Uuid> {
        reach(id, |unit| self.taken_over_by(unit, day))
    }

    /// Who first took over what a unit had on `since`, by `until`: all that happened on one day.
    pub fn taken_over(&self, id: Uuid, since: NaiveDate, until: NaiveDate) -> Vec<&Succession> {
        let Some(unit) = self.unit(id) else { return vec![] };
        // What a unit has after its end it had on its last day.
        let since = unit.valid_to.map_or(since, |last| since.min(last));
        let mut later = unit.successors.iter().filter(|s| s.effective_on > since && s.effective_on <= until).peekable();
        let Some(day) = later.peek().map(|s| s.effective_on) else { return vec![] };
        later.take_while(|s| s.effective_on == day).collect()
    }
}

/// Everything that is reached step by step, in the order of the steps, without the beginning.
fn reach(from: Uuid, next: impl Fn(Uuid) -> Vec<Uuid>) -> Vec<Uuid> {
    let (mut seen, mut found, mut at) = (HashSet::from([from]), vec![], 0);
    let mut unit = from;
    loop {
        found.extend(next(unit).into_iter().filter(|unit| seen.insert(*unit)));
        match found.get(at) {
            Some(next) => unit = *next,
            None => return found,
        }
        at += 1;
    }
}
