//! How long a movement lasts, by classes that are rows of data.
use std::sync::LazyLock;

use chrono::{Months, NaiveDate};
use serde::Deserialize;

const FILE: &str = include_str!("../../../data/reports/durations.csv");

static CLASSES: LazyLock<Vec<Class>> =
    LazyLock::new(|| csv::Reader::from_reader(FILE.as_bytes()).deserialize().filter_map(Result::ok).collect());

/// Movements that last from so many years to so many; none is no end.
#[derive(Clone, Debug, Deserialize)]
pub struct Class {
    pub code: String,
    from_years: u32,
    from_included: bool,
    to_years: Option<u32>,
    to_included: bool,
}

impl Class {
    fn holds(&self, starts_on: NaiveDate, after: NaiveDate) -> bool {
        let at = |years: u32| starts_on.checked_add_months(Months::new(12 * years));
        let begins = at(self.from_years).is_some_and(|from| from < after || (self.from_included && from == after));
        let ends = match self.to_years {
            Some(years) => at(years).is_some_and(|to| after < to || (self.to_included && after == to)),
            None => true,
        };
        begins && ends
    }
}

/// The class of a movement between two days, both included.
pub fn class_of(starts_on: NaiveDate, ends_on: NaiveDate) -> Option<&'static str> {
    let after = ends_on.succ_opt()?;
    CLASSES.iter().find(|class| class.holds(starts_on, after)).map(|class| class.code.as_str())
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, FILE, class_of};

    #[test]
    fn every_row_is_read_and_a_whole_number_of_years_is_the_edge_of_a_class() {
        assert_eq!(CLASSES.len(), FILE.lines().count() - 1);
        let class = |from: &str, to: &str| class_of(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        let begins = "2023-01-01";
        let expected = [
            ("2023-01-01", "under_1"),
            ("2023-12-30", "under_1"),
            ("2023-12-31", "one"),
            ("2024-01-01", "1_to_3"),
            ("2025-12-30", "1_to_3"),
            ("2025-12-31", "3_to_5"),
            ("2027-12-30", "3_to_5"),
            ("2027-12-31", "from_5"),
            ("2040-01-01", "from_5"),
        ];
        for (ends, code) in expected {
            assert_eq!(class(begins, ends), code, "{ends}");
        }
        assert_eq!(class("2024-02-29", "2025-02-27"), "one", "the year of the leap day ends on the last of February");
    }
}
