//! How a target, its shares, what was committed to and what was reported meet, down every level: one query for a level,
//! and three beside; what was reported is in memory.
//!
//! The units below commit themselves by targets that name the share they answer. Those count in plans in force, and in
//! issued plans that ended with their unit, until something takes their place: a target that was issued and restates
//! them, or another answer in force to the same share. Only what the caller sees is counted, each figure once.
mod fold;
mod repo;

use std::collections::HashSet;

use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, figures::Figures},
};
use entity::{
    indicator::{self, Aggregation, ValueType},
    plan, target,
};
use uuid::Uuid;

use self::{
    fold::{Answer, Held, Holder, Share, Tree},
    repo::LevelRow,
};
use super::{
    amounts::Amounts,
    dto::{AmountsView, Level, Reconciliation, Row, Total},
    repo as shares,
    reported::{self, Reported, Selection},
    rules::{self, MOST_LEVELS},
};
use crate::plans::{self, dto::IndicatorRef, rules::COMMITS};

/// What was shared out and committed to.
pub async fn find<'a>(db: &Conn, scope: &'a Scope, id: Uuid) -> Result<Found<'a>> {
    let (target, plan) = plans::repo::target(db, scope, id).await?;
    let indicator = shares::indicator(db, &target).await?;
    let tree = tree(db, (scope, plan.movement_id), target.root_id).await?;
    let roots = match target.indicator_id {
        Some(_) => vec![],
        // What was reported against a target counts for the one that restates it.
        None => shares::with_restated(db, tree.roots().chain([target.root_id]).collect()).await?,
    };
    Ok(Found { scope, target, plan, indicator, tree, roots })
}

/// Who stands today for a unit: its only heir, else itself.
fn stands_for(scope: &Scope, unit: Uuid) -> Uuid {
    match scope.organisation.heirs(unit, scope.today).as_slice() {
        [heir] => *heir,
        _ => unit,
    }
}

async fn tree(db: &Conn, (scope, movement_id): (&Scope, Uuid), root_id: Uuid) -> Result<Tree> {
    let (mut tree, mut roots) = (Tree::default(), vec![root_id]);
    while !roots.is_empty() && tree.levels() < MOST_LEVELS {
        let level = read(scope, movement_id, repo::level(db, &roots).await?);
        roots = tree.add_level(level, |unit| stands_for(scope, unit));
    }
    tree.settle();
    Ok(tree)
}

/// The shares that the caller sees, each with the targets that answer it and count.
fn read(scope: &Scope, movement_id: Uuid, rows: Vec<LevelRow>) -> Vec<Share> {
    let mut all: Vec<(Share, Vec<(bool, Answer)>)> = vec![];
    for row in rows {
        if !shares::sees(scope, movement_id, (row.from_unit_id, row.unit_id), row.disclosed) {
            continue;
        }
        let answer = answer(scope, &row);
        match all.last_mut().filter(|(share, _)| share.id == row.id) {
            Some((_, answers)) => answers.extend(answer),
            None => all.push((share(&row), answer.into_iter().collect())),
        }
    }
    let counted = |(share, answers): (Share, Vec<(bool, Answer)>)| {
        let in_force = answers.iter().any(|(in_force, _)| *in_force);
        let answers = answers.into_iter().filter(|(its, _)| *its == in_force).map(|(_, answer)| answer).collect();
        Share { answers, ..share }
    };
    all.into_iter().map(counted).collect()
}

fn share(row: &LevelRow) -> Share {
    Share {
        id: row.id,
        root_id: row.target_root_id,
        unit_id: row.unit_id,
        status: row.status,
        amounts: Amounts::of(row.value, row.numerator, row.denominator),
        answers: vec![],
    }
}

/// Whether the answer is in force, and what it is.
fn answer(scope: &Scope, row: &LevelRow) -> Option<(bool, Answer)> {
    let (root_id, unit, status) = (row.answer_root_id?, row.plan_unit_id?, row.plan_status?);
    let amounts = Amounts::of(row.answer_value, row.answer_numerator, row.answer_denominator);
    let seen = scope.sees_in(row.plan_movement_id?, unit, row.plan_sent_at.is_some());
    seen.then(|| (COMMITS.contains(&status), Answer { root_id, amounts }))
}

/// What was read, before it is told.
pub struct Found<'a> {
    scope: &'a Scope,
    target: target::Model,
    plan: plan::Model,
    indicator: Option<indicator::Model>,
    tree: Tree,
    /// Where there is no indicator: the targets that reports may answer.
    roots: Vec<Uuid>,
}

impl Found<'_> {
    fn aggregation(&self) -> Aggregation {
        rules::aggregation(&self.target, self.indicator.as_ref())
    }

    /// For every holder, and for the unit whose target it is. Averages and judgements do not add up.
    fn reported(&self, figures: &Figures) -> Reported {
        let judged = self.indicator.as_ref().is_some_and(|m| m.value_type == ValueType::Qualitative);
        if judged || self.aggregation() == Aggregation::Avg {
            return Reported::default();
        }
        let selection = Selection {
            movement_id: self.plan.movement_id,
            indicator_id: self.target.indicator_id,
            roots: &self.roots,
            aggregation: self.aggregation(),
        };
        let by_unit = reported::by_unit(figures, self.scope, &selection);
        let mut wanted: HashSet<Uuid> = self.tree.holders.iter().map(|holder| holder.unit_id).collect();
        wanted.insert(self.plan.unit_id);
        reported::upward(self.scope, &by_unit, &wanted)
    }

    /// Beside it what was reported.
    pub fn told(&self, figures: &Figures) -> Reconciliation {
        let reported = &self.reported(figures);
        let (target, plan) = (&self.target, &self.plan);
        let levels: Vec<_> = (1..=self.tree.levels()).map(|level| self.level(level, reported)).collect();
        let waiver = plans::gap_waiver(target);
        Reconciliation {
            target_id: target.id,
            root_id: target.root_id,
            plan_id: plan.id,
            unit_id: plan.unit_id,
            unit_name: self.name(plan.unit_id),
            title: target.title.clone(),
            indicator: self.indicator.as_ref().map(IndicatorRef::from),
            unit_of_measure: target.unit_of_measure.clone(),
            total: self.total(reported),
            gap_waiver: waiver,
            levels,
            rows: self.tree.holders.iter().map(|holder| self.row(holder, reported)).collect(),
        }
    }

    fn total(&self, reported: &Reported) -> Total {
        let (_, Held { allocated, accepted, disputed, committed, .. }) = self.tree.level(1);
        let aimed = Amounts::aimed(&self.target);
        let aims = self.target.target_value.is_some() || self.target.denominator.is_some();
        Total {
            aimed: self.shown_if(Some(aimed).filter(|_| aims)),
            allocated: self.shown(allocated),
            accepted: self.shown(accepted),
            disputed: self.shown(disputed),
            committed: self.shown(committed),
            reported: self.shown_if(reported.of(self.plan.unit_id)),
            unallocated: self.shown(aimed.less(allocated)),
            over_allocated: self.shown(allocated.less(aimed)),
            gap: self.shown(aimed.less(committed)),
        }
    }

    fn level(&self, level: usize, reported: &Reported) -> Level {
        let (units, held) = self.tree.level(level);
        Level {
            level,
            holders: units.len(),
            allocated: self.shown(held.allocated),
            accepted: self.shown(held.accepted),
            disputed: self.shown(held.disputed),
            committed: self.shown(held.committed),
            reported: self.shown_if(reported.together(&units)),
            over_allocated: self.shown(held.over_allocated),
            gap: self.shown(held.gap),
        }
    }

    fn row(&self, holder: &Holder, reported: &Reported) -> Row {
        let held = &holder.held;
        let others = holder.given_to.iter().any(|unit| *unit != holder.unit_id);
        Row {
            level: holder.level,
            unit_id: holder.unit_id,
            unit_name: self.name(holder.unit_id),
            from_unit_id: self.tree.superior(holder, self.plan.unit_id),
            allocation_ids: holder.shares.clone(),
            units: if others { holder.given_to.iter().copied().collect() } else { vec![] },
            allocated: self.shown(held.allocated),
            accepted: self.shown(held.accepted),
            disputed: self.shown(held.disputed),
            committed: self.shown(held.committed),
            passed_on: self.shown(held.passed_on),
            reported: self.shown_if(reported.of(holder.unit_id)),
            over_allocated: self.shown(held.over_allocated),
            gap: self.shown(held.gap),
        }
    }

    fn name(&self, unit: Uuid) -> String {
        self.scope.organisation.name(unit, self.scope.today).to_owned()
    }

    fn shown(&self, amounts: Amounts) -> AmountsView {
        amounts.shown(rules::is_ratio(&self.target, self.aggregation()))
    }

    fn shown_if(&self, amounts: Option<Amounts>) -> AmountsView {
        amounts.map_or_else(AmountsView::default, |amounts| self.shown(amounts))
    }
}
