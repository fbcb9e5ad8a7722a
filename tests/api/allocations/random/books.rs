//! What the books should say, added up from the shares of the model.
use serde_json::{Value, json};

use super::{amount::Amount, model::Model};

/// One holder of shares, as the books should tell it.
struct Line {
    level: usize,
    unit: String,
    from: String,
    share: usize,
    committed: Amount,
    passed_on: Amount,
}

impl Model {
    /// Depth first, and by the shares alone: the service goes level by level, by targets.
    fn lines(&self, target: usize, level: usize, lines: &mut Vec<Line>) {
        let nothing = self.wholes[target].amount.none();
        for (at, share) in self.shares.iter().enumerate() {
            if share.target != target || share.status == "withdrawn" {
                continue;
            }
            let answers: Vec<usize> =
                (0..self.wholes.len()).filter(|whole| self.wholes[*whole].answers == Some(at)).collect();
            let committed = answers.iter().fold(nothing, |sum, whole| sum.plus(self.wholes[*whole].amount));
            let passed_on = answers.iter().fold(nothing, |sum, whole| sum.plus(self.sum(*whole, self.of(*whole))));
            let (unit, from) = (share.unit.clone(), self.wholes[target].owner.clone());
            lines.push(Line { level, unit, from, share: at, committed, passed_on });
            answers.into_iter().for_each(|whole| self.lines(whole, level + 1, lines));
        }
    }

    /// Σ and gap, of every row, every level and the whole.
    pub fn agrees(&self, target: usize, books: &Value, told: &str) {
        let told = format!("{told}, target {target}");
        let (whole, mut lines) = (self.wholes[target].amount, vec![]);
        self.lines(target, 1, &mut lines);
        let rows = books["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), lines.len(), "{told}");
        for line in &lines {
            let id = json!(self.shares[line.share].id);
            let row =
                rows.iter().find(|row| row["allocation_ids"] == json!([id])).unwrap_or_else(|| panic!("{told}: {id}"));
            let placed = (&row["level"], &row["unit_id"], &row["from_unit_id"], &row["units"], &row["reported"]);
            let (unit, from) = (json!(self.ids[&line.unit]), json!(self.ids[&line.from]));
            assert_eq!(placed, (&json!(line.level), &unit, &from, &json!([]), &json!({})), "{told}: {id}");
            self.figures(row, &[line], &format!("{told}: row of {}", line.unit));
            assert_eq!(Amount::read(&row["passed_on"]), line.passed_on, "{told}: {id}");
        }
        let depth = lines.iter().map(|line| line.level).max().unwrap_or(0);
        let levels = books["levels"].as_array().expect("levels");
        assert_eq!(levels.len(), depth, "{told}");
        for (level, at) in levels.iter().zip(1..) {
            let of_level: Vec<&Line> = lines.iter().filter(|line| line.level == at).collect();
            assert_eq!((&level["level"], &level["holders"]), (&json!(at), &json!(of_level.len())), "{told}");
            self.figures(level, &of_level, &format!("{told}: level {at}"));
        }
        let allocated = self.sum(target, self.of(target));
        let first = lines.iter().filter(|line| line.level == 1);
        let committed = first.fold(whole.none(), |sum, line| sum.plus(line.committed));
        for (name, expected) in [
            ("aimed", whole),
            ("allocated", allocated),
            ("accepted", self.sum(target, self.of(target).filter(|share| share.status == "accepted"))),
            ("disputed", self.sum(target, self.of(target).filter(|share| share.status == "disputed"))),
            ("committed", committed),
            ("unallocated", whole.beyond(allocated)),
            ("over_allocated", allocated.beyond(whole)),
            ("gap", whole.beyond(committed)),
        ] {
            assert_eq!(Amount::read(&books["total"][name]), expected, "{told}: {name}");
        }
        assert_eq!(whole.beyond(allocated).plus(allocated), whole, "{told}: shares exceed the whole");
    }

    fn figures(&self, shown: &Value, lines: &[&Line], told: &str) {
        let share = |line: &Line| &self.shares[line.share];
        let nothing = lines.first().map_or_else(|| Amount::counted(0), |line| share(line).amount.none());
        let sum = |of: &dyn Fn(&Line) -> Amount| lines.iter().fold(nothing, |sum, line| sum.plus(of(line)));
        let in_state = |line: &Line, status: &str| {
            if share(line).status == status { share(line).amount } else { nothing }
        };
        for (name, expected) in [
            ("allocated", sum(&|line| share(line).amount)),
            ("accepted", sum(&|line| in_state(line, "accepted"))),
            ("disputed", sum(&|line| in_state(line, "disputed"))),
            ("committed", sum(&|line| line.committed)),
            ("over_allocated", sum(&|line| line.passed_on.beyond(line.committed))),
            ("gap", sum(&|line| share(line).amount.beyond(line.committed))),
        ] {
            assert_eq!(Amount::read(&shown[name]), expected, "{told}: {name}");
        }
    }
}
