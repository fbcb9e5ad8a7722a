//! Shares, commitments and reports as one tree of holders. Pure: no database, no time.
//!
//! A row is a holder under one superior row: the unit that today stands for the units that shares were given to.
//! - `allocated` is the sum of its shares that are not withdrawn, `accepted` and `disputed` of those in that state;
//! - `committed` is what the targets aim at that answer those shares;
//! - `passed_on` is the sum of the shares that those targets are shared out into, one level down;
//! - `over_allocated` is what is passed on beyond what was committed to;
//! - `gap` is what is allocated and not committed to.
//!
//! Of a ratio, numerators and denominators are added and compared each for itself.
use std::collections::{BTreeSet, HashMap, HashSet};

use entity::allocation::AllocationStatus;
use uuid::Uuid;

use crate::allocations::amounts::Amounts;

/// A share that is not withdrawn, with the targets that answer it.
#[derive(Clone, Debug)]
pub struct Share {
    pub id: Uuid,
    /// Of the target that it is a share of.
    pub root_id: Uuid,
    pub unit_id: Uuid,
    pub status: AllocationStatus,
    pub amounts: Amounts,
    pub answers: Vec<Answer>,
}

/// A target that answers a share, in a version that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub root_id: Uuid,
    pub amounts: Amounts,
}

/// What a holder has of shares and targets, or several holders together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub allocated: Amounts,
    pub accepted: Amounts,
    pub disputed: Amounts,
    pub committed: Amounts,
    pub passed_on: Amounts,
    pub over_allocated: Amounts,
    pub gap: Amounts,
}

#[derive(Clone, Debug)]
pub struct Holder {
    /// From 1.
    pub level: usize,
    pub unit_id: Uuid,
    /// The row above; none at the first level.
    pub above: Option<usize>,
    pub shares: Vec<Uuid>,
    pub given_to: BTreeSet<Uuid>,
    pub held: Held,
}

#[derive(Debug, Default)]
pub struct Tree {
    pub holders: Vec<Holder>,
    levels: usize,
    /// Whose target it is, by the target's root.
    answering: HashMap<Uuid, usize>,
    seen: HashSet<Uuid>,
}

impl Tree {
    /// Adds the shares of one level, and returns the roots of the targets that answer them: the next level is made of
    /// their shares.
    pub fn add_level(&mut self, mut shares: Vec<Share>, stands_for: impl Fn(Uuid) -> Uuid) -> Vec<Uuid> {
        let mut rows: HashMap<(Option<usize>, Uuid), usize> = HashMap::new();
        let mut below = vec![];
        // Nothing is counted twice, should the data run in a circle.
        shares.retain(|share| self.seen.insert(share.id));
        if !shares.is_empty() {
            self.levels += 1;
        }
        for share in shares {
            let above = self.answering.get(&share.root_id).copied();
            if let Some(superior) = above.and_then(|at| self.holders.get_mut(at)) {
                superior.held.passed_on = superior.held.passed_on + share.amounts;
            }
            let unit_id = stands_for(share.unit_id);
            let at = *rows.entry((above, unit_id)).or_insert(self.holders.len());
            if at == self.holders.len() {
                self.holders.push(Holder::new(self.levels, unit_id, above));
            }
            if let Some(holder) = self.holders.get_mut(at) {
                holder.add(&share);
            }
            for answer in share.answers {
                self.answering.entry(answer.root_id).or_insert(at);
                below.push(answer.root_id);
            }
        }
        below
    }

    pub fn levels(&self) -> usize {
        self.levels
    }

    /// The holder one level up, or whose target it is.
    pub fn superior(&self, holder: &Holder, top: Uuid) -> Uuid {
        holder.above.and_then(|at| self.holders.get(at)).map_or(top, |superior| superior.unit_id)
    }

    /// The roots of all targets that answer a share.
    pub fn roots(&self) -> impl Iterator<Item = Uuid> {
        self.answering.keys().copied()
    }

    /// Tells what each holder passes on too much and does not commit to, once all levels are there.
    pub fn settle(&mut self) {
        for holder in &mut self.holders {
            let held = &mut holder.held;
            held.over_allocated = held.passed_on.less(held.committed);
            held.gap = held.allocated.less(held.committed);
        }
    }

    /// One level: the units that hold shares there, and what they hold.
    pub fn level(&self, level: usize) -> (HashSet<Uuid>, Held) {
        let holders = || self.holders.iter().filter(move |holder| holder.level == level);
        let held = holders().fold(Held::default(), |all, holder| all.plus(&holder.held));
        (holders().map(|holder| holder.unit_id).collect(), held)
    }
}

impl Holder {
    fn new(level: usize, unit_id: Uuid, above: Option<usize>) -> Self {
        Self { level, unit_id, above, shares: vec![], given_to: BTreeSet::new(), held: Held::default() }
    }

    fn add(&mut self, share: &Share) {
        self.shares.push(share.id);
        self.given_to.insert(share.unit_id);
        let held = &mut self.held;
        held.allocated = held.allocated + share.amounts;
        match share.status {
            AllocationStatus::Accepted => held.accepted = held.accepted + share.amounts,
            AllocationStatus::Disputed => held.disputed = held.disputed + share.amounts,
            _ => {}
        }
        held.committed = held.committed + share.answers.iter().map(|answer| answer.amounts).sum();
    }
}

impl Held {
    fn plus(self, other: &Self) -> Self {
        Self {
            allocated: self.allocated + other.allocated,
            accepted: self.accepted + other.accepted,
            disputed: self.disputed + other.disputed,
            committed: self.committed + other.committed,
            passed_on: self.passed_on + other.passed_on,
            over_allocated: self.over_allocated + other.over_allocated,
            gap: self.gap + other.gap,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use entity::allocation::AllocationStatus::{self, Accepted, Disputed, Proposed};
    use uuid::Uuid;

    use super::{Answer, Held, Holder, Share, Tree};
    use crate::allocations::amounts::Amounts;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn counted(value: i128) -> Amounts {
        Amounts { value, ..Amounts::default() }
    }

    /// Share `n` of target `root` to `unit`, answered by target `100 + n` if there is an amount.
    fn share(n: u128, root: u128, unit: u128, status: AllocationStatus, value: i128, answer: Option<i128>) -> Share {
        let answers = answer.map(|value| Answer { root_id: id(100 + n), amounts: counted(value) });
        let (amounts, answers) = (counted(value), answers.into_iter().collect());
        Share { id: id(n), root_id: id(root), unit_id: id(unit), status, amounts, answers }
    }

    fn values(holder: &Holder) -> [i128; 5] {
        let held = &holder.held;
        [held.allocated, held.committed, held.passed_on, held.over_allocated, held.gap].map(|amounts| amounts.value)
    }

    #[test]
    fn two_levels_meet_in_the_target_between_them() {
        let mut tree = Tree::default();
        let first = vec![share(1, 50, 10, Accepted, 60, Some(55)), share(2, 50, 20, Disputed, 40, None)];
        assert_eq!(tree.add_level(first, |unit| unit), [id(101)]);
        let second = vec![share(3, 101, 11, Proposed, 30, None), share(4, 101, 12, Proposed, 40, Some(40))];
        assert_eq!(tree.add_level(second, |unit| unit), [id(104)]);
        assert!(tree.add_level(vec![], |unit| unit).is_empty());
        tree.settle();
        let told: Vec<_> = tree.holders.iter().map(values).collect();
        assert_eq!(told, [[60, 55, 70, 15, 5], [40, 0, 0, 0, 40], [30, 0, 0, 0, 30], [40, 40, 0, 0, 0]]);
        assert_eq!(tree.holders.iter().map(|h| (h.level, h.above)).collect::<Vec<_>>()[2..], [(2, Some(0)); 2]);
        let (holders, all) = tree.level(1);
        assert_eq!((all.accepted, all.disputed, all.gap), (counted(60), counted(40), counted(45)));
        assert_eq!((holders, tree.levels()), (HashSet::from([id(10), id(20)]), 2));
        assert_eq!(tree.level(3), (HashSet::new(), Held::default()));
    }

    #[test]
    fn who_took_over_holds_the_shares_of_both() {
        let mut tree = Tree::default();
        let shares = vec![share(1, 50, 10, Accepted, 60, Some(60)), share(2, 50, 20, Accepted, 40, Some(40))];
        tree.add_level(shares, |_| id(30));
        // What each passed on is passed on by the one that stands for both.
        tree.add_level(vec![share(3, 101, 11, Proposed, 1, None), share(4, 102, 11, Proposed, 2, None)], |unit| unit);
        tree.settle();
        let told: Vec<_> = tree.holders.iter().map(|h| (h.unit_id, values(h), h.shares.len())).collect();
        assert_eq!(told, [(id(30), [100, 100, 3, 0, 0], 2), (id(11), [3, 0, 0, 0, 3], 2)]);
        assert_eq!(tree.holders[0].given_to.iter().copied().collect::<Vec<_>>(), [id(10), id(20)]);
        assert_eq!((tree.superior(&tree.holders[0], id(5)), tree.superior(&tree.holders[1], id(5))), (id(5), id(30)));
    }

    #[test]
    fn a_circle_ends() {
        let mut tree = Tree::default();
        let circle = || vec![share(1, 101, 10, Accepted, 5, Some(5))];
        tree.add_level(circle(), |unit| unit);
        assert!(tree.add_level(circle(), |unit| unit).is_empty());
        tree.settle();
        assert_eq!(tree.holders.iter().map(values).collect::<Vec<_>>(), [[5, 5, 0, 0, 0]]);
        assert_eq!(tree.levels(), 1);
    }
}
