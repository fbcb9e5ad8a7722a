//! Whether the figures in memory are those that the facts make: everything is read anew and held against it.
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Figures, Held, Movement, Owed, Plan,
    load::{self, News},
};
use crate::{
    kernel::error::Result,
    store::{db::Db, memory},
};

/// Figures of a movement that were not what the facts make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// None for what movements measure, and when.
    pub movement_id: Option<Uuid>,
    pub values: usize,
    pub obligations: usize,
    pub plans: usize,
}

type Told = (Option<Uuid>, Uuid, Uuid, Uuid, bool, NaiveDate, [Option<i64>; 3]);

fn values(figures: &Figures, movement: &Movement) -> HashMap<Told, usize> {
    let mut all: HashMap<Told, usize> = HashMap::new();
    for (indicator, rows) in &movement.columns {
        for row in rows {
            let (unit, root) = (figures.units.id(row.unit), figures.roots.id(row.root));
            let period = movement.periods.id(row.period.into());
            let amounts = row.amounts();
            let amounts = [amounts.value, amounts.numerator, amounts.denominator].map(|amount| amount.map(|q| q.0));
            *all.entry((*indicator, unit, period, root, row.accepted, row.data_to, amounts)).or_default() += 1;
        }
    }
    all
}

fn owed(figures: &Figures, movement: &Movement) -> HashMap<(Uuid, Uuid), Owed> {
    let of = |one: &Owed| (figures.units.id(one.unit), movement.periods.id(one.period.into()));
    // Places differ, what stands there does not.
    movement.owed.iter().map(|one| (of(one), Owed { unit: 0, period: 0, ..*one })).collect()
}

/// In how many places two are not alike.
fn apart<K: Eq + std::hash::Hash, V: PartialEq>(held: &HashMap<K, V>, found: &HashMap<K, V>) -> usize {
    let other = |(key, value): &(&K, &V)| found.get(key) != Some(*value);
    let gone = held.iter().filter(other).count();
    gone + found.keys().filter(|key| !held.contains_key(*key)).count()
}

fn plans(movement: &Movement) -> HashMap<Uuid, Plan> {
    let mut plans = movement.plans.clone();
    for plan in plans.values_mut() {
        plan.promises.sort_by_key(|promise| promise.id);
        for promise in &mut plan.promises {
            promise.unit = 0;
            promise.milestones.sort_by_key(|(period, _)| *period);
        }
    }
    plans
}

fn differences(held: &Figures, found: &Figures) -> Vec<Difference> {
    let mut all = vec![];
    if held.frame != found.frame {
        all.push(Difference { movement_id: None, values: 0, obligations: 0, plans: 0 });
    }
    let ids: HashSet<Uuid> = held.movements.keys().chain(found.movements.keys()).copied().collect();
    for id in ids {
        let (one, other) = (held.movement(id), found.movement(id));
        let difference = Difference {
            movement_id: Some(id),
            values: apart(&values(held, one), &values(found, other)),
            obligations: apart(&owed(held, one), &owed(found, other)),
            plans: apart(&plans(one), &plans(other)),
        };
        if difference.values + difference.obligations + difference.plans > 0 {
            all.push(difference);
        }
    }
    all
}

impl Held {
    /// Brings the figures up to date, reads all of them anew in the same transaction, and holds what was read from then on.
    async fn check(&self, db: &Db) -> Result<Vec<Difference>> {
        let _turn = self.turn.lock().await;
        let seen = self.seq();
        let read = db.read_latest_together(async |tx| {
            let news = load::news(tx, seen).await?;
            Ok((news, load::all(tx, memory::versions(tx).await?.figures().1).await?))
        });
        let (news, found) = read.await?;
        self.take(news);
        let found_apart = self.read(|held| differences(held, &found)).unwrap_or_default();
        self.take(News::All(Box::new(found)));
        Ok(found_apart)
    }
}

impl Db {
    /// What of the figures in memory was not what the facts make. Afterwards it is.
    pub async fn check_figures(&self) -> Result<Vec<Difference>> {
        self.figures.check(self).await
    }
}
