//! How a council counts: pure, in whole numbers. A share is never a rounded percentage: `yes × den` is compared with
//! `num × members`, and the members are all members of the council, whoever came.
use std::cmp::Ordering;

use entity::{council_item::Outcome, council_vote::Choice, vote_rule};

/// How many are for it, against it, and neither.
pub fn totals(choices: impl Iterator<Item = Choice>) -> [u32; 3] {
    choices.fold([0; 3], |[yes, no, neither], choice| match choice {
        Choice::Yes => [yes + 1, no, neither],
        Choice::No => [yes, no + 1, neither],
        Choice::Abstain => [yes, no, neither + 1],
    })
}

/// A share of all members that something needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub num: i32,
    pub den: i32,
    /// Whether the share itself is too little.
    pub more_than: bool,
}

impl Share {
    /// None where no rule was read.
    pub fn of(rule: &vote_rule::Model) -> Option<Self> {
        let more_than = match rule.op.as_deref()? {
            "gt" => true,
            "ge" => false,
            _ => return None,
        };
        Some(Self { num: rule.yes_num?, den: rule.yes_den?, more_than })
    }

    fn compared(self, count: u32, members: u32) -> Ordering {
        (i64::from(count) * i64::from(self.den)).cmp(&(i64::from(self.num) * i64::from(members)))
    }

    pub fn is_reached(self, count: u32, members: u32) -> bool {
        match self.compared(count, members) {
            Ordering::Greater => true,
            Ordering::Equal => !self.more_than,
            Ordering::Less => false,
        }
    }

    /// Whether exactly half of all are for it where more than half is asked for.
    fn is_tied(self, count: u32, members: u32) -> bool {
        self.more_than && self.num * 2 == self.den && self.compared(count, members) == Ordering::Equal
    }
}

/// Whether an item has the votes it needs. Where the votes are equal the chair's side decides, if a rule says so and it is known.
pub fn passes(share: Share, yes: u32, members: u32, chair: Option<bool>) -> bool {
    match share.is_tied(yes, members) {
        true => chair == Some(true),
        false => share.is_reached(yes, members),
    }
}

/// How many take part that a session asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    pub share: Share,
    /// Whether an opinion in writing counts as taking part.
    pub written_counts: bool,
}

impl Quorum {
    pub fn is_met(self, present: u32, written: u32, members: u32) -> bool {
        let taking_part = if self.written_counts { present + written } else { present };
        self.share.is_reached(taking_part, members)
    }
}

/// What becomes of items of one form that all have the votes they need, where there are places for some: those with most
/// votes get them. Of several that have as many votes as the last place asks for, none is preferred: the council votes again.
/// Answers for each, in the order given, how many have more votes, counted from 1, and what came of it.
pub fn rank(yes: &[u32], places: u32) -> Vec<(u32, Outcome)> {
    let count =
        |of: &dyn Fn(u32) -> bool| u32::try_from(yes.iter().filter(|other| of(**other)).count()).unwrap_or(u32::MAX);
    let one = |votes: &u32| {
        let (before, alike) = (count(&|other| other > *votes), count(&|other| other == *votes));
        let outcome = match () {
            () if before.saturating_add(alike) <= places => Outcome::Passed,
            () if before < places => Outcome::Tied,
            () => Outcome::OverQuota,
        };
        (before + 1, outcome)
    };
    yes.iter().map(one).collect()
}

#[cfg(test)]
mod tests;
