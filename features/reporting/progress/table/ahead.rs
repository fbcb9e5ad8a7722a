//! What is known of a table ahead of its figures: the reports that are owed, and the targets in force.
use std::collections::{HashMap, HashSet};

use base::store::figures::Owed;
use uuid::Uuid;

use super::{Debt, Spot, Table, spot};

impl Table<'_> {
    /// Reports owed count where the first part of what a unit had went. One that is owed in several movements is one.
    pub(super) fn expect(&mut self) {
        let (several, mut known) = (self.members.len() > 1, HashSet::new());
        let mut last: Option<(Debt, u64)> = None;
        for (rank, member) in std::mem::take(&mut self.members).into_iter().enumerate() {
            for one in member.movement.owed() {
                if rank > 0 && self.routing.is_inspected_only(one.unit) {
                    continue;
                }
                let Some(spot) = spot(&member.spots, one.period) else { continue };
                if several && !known.insert((one.unit, spot.at)) {
                    continue;
                }
                let Some(debt) = self.debt(one, spot) else { continue };
                // What a unit owes lies together, and is mostly counted at one place.
                match &mut last {
                    Some((its, count)) if *its == debt => *count += 1,
                    _ => self.owe(last.replace((debt, 1))),
                }
            }
            self.members.push(member);
        }
        self.owe(last);
    }

    fn debt(&mut self, one: &Owed, spot: Spot) -> Option<Debt> {
        let kind = self.routing.kind(one.unit)?;
        let group = self.routing.route(one.unit, one.data_to)?.first()?;
        let began = self.family.periods.get(spot.at as usize).filter(|_| self.by_period).map(|m| m.data_from);
        Some((spot.run, self.place(group, spot.at), kind, began))
    }

    fn owe(&mut self, counted: Option<(Debt, u64)>) {
        if let Some((debt, count)) = counted {
            *self.owed.entry(debt).or_default() += count;
        }
    }

    /// Targets in force. What is not sent is its unit's own affair.
    pub(super) fn promise(&mut self) {
        let places: HashMap<Uuid, usize> = self.indicators.iter().map(|m| m.id).zip(0..).collect();
        let (several, mut first) = (self.members.len() > 1, HashMap::new());
        for (rank, member) in self.members.iter().enumerate() {
            for promise in member.movement.promises() {
                let Some(indicator) = places.get(&promise.indicator_id).copied() else { continue };
                if several && *first.entry((promise.unit, indicator)).or_insert(rank) != rank {
                    continue;
                }
                let route = self.routing.route(promise.unit, self.scope.today);
                let Some(group) = route.and_then(|route| route.first()) else { continue };
                let (scope, sent) = (self.scope, promise.is_sent);
                let covered = rank == 0 && scope.sees_in(self.question.movement_id, promise.unit_id, sent);
                if covered || scope.sees(promise.unit_id, sent) {
                    self.promises.entry((indicator, group)).or_default().push(promise);
                }
            }
        }
    }
}
