//! What a caller sees as conditions on rows.
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait, IntoColumnRef},
};
use uuid::Uuid;

use super::Scope;

impl Scope {
    /// The rows of a dossier table that the caller sees. `sent` is the condition of having been sent upwards. Of what an
    /// inspection covers `visible_in` tells.
    pub fn visible(&self, unit: impl IntoColumnRef + Clone, sent: Condition) -> Condition {
        let own = Expr::col(unit.clone()).is_in(self.owned());
        let below = if self.sector { sent } else { sent.add(Expr::col(unit).is_in(self.below())) };
        Condition::any().add(own).add(below)
    }

    /// The rows that `sees_in` is true of.
    pub fn visible_in(
        &self,
        movement: impl IntoColumnRef + Clone,
        unit: impl IntoColumnRef + Clone,
        sent: Condition,
    ) -> Condition {
        let covered = self.inspected_rows(movement, unit.clone(), &sent);
        covered.into_iter().fold(self.visible(unit, sent), Condition::add)
    }

    /// What of them an inspection opens: a condition for each movement in which the caller inspects.
    pub fn inspected_rows(
        &self,
        movement: impl IntoColumnRef + Clone,
        unit: impl IntoColumnRef + Clone,
        sent: &Condition,
    ) -> Vec<Condition> {
        let mut movements: Vec<Uuid> = self.inspected.iter().map(|(movement, _)| *movement).collect();
        movements.sort_unstable();
        movements.dedup();
        let covered = |one: Uuid| {
            let of_one = sent.clone().add(Expr::col(movement.clone()).eq(one));
            of_one.add(Expr::col(unit.clone()).is_in(self.inspected_in(one)))
        };
        movements.into_iter().map(covered).collect()
    }

    /// The rows that `sees_climbing` is true of.
    pub fn visible_climbing(&self, unit: impl IntoColumnRef + Clone, sent: Condition, reached: Condition) -> Condition {
        let own = Expr::col(unit.clone()).is_in(self.owned());
        let mut visible = Condition::any().add(own).add(sent.add(Expr::col(unit).is_in(self.line())));
        if self.sector {
            visible = visible.add(reached);
        }
        visible
    }
}
