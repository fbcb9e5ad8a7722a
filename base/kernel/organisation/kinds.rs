//! What units of a kind are called together, on a day.
use std::sync::LazyLock;

use chrono::NaiveDate;
use entity::unit::UnitKind;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct KindName {
    kind: UnitKind,
    name_vi: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

static NAMES: LazyLock<Vec<KindName>> = LazyLock::new(|| {
    let rows = csv::Reader::from_reader(include_str!("../../../data/unit-kinds.csv").as_bytes());
    rows.into_deserialize().filter_map(Result::ok).collect()
});

pub fn kind_name(kind: UnitKind, day: NaiveDate) -> &'static str {
    let holds = |name: &&KindName| {
        name.kind == kind && name.valid_from.is_none_or(|from| from <= day) && name.valid_to.is_none_or(|to| day <= to)
    };
    NAMES.iter().find(holds).map_or("", |name| &name.name_vi)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use entity::unit::UnitKind;
    use sea_orm::Iterable;

    use super::kind_name;

    /// One name a kind, on every day from the first of the register on.
    #[test]
    fn every_kind_has_a_name_on_every_day() {
        let first = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap();
        for day in first.iter_days().take(365 * 5) {
            for kind in UnitKind::iter() {
                assert!(!kind_name(kind, day).is_empty(), "{kind:?} on {day}");
            }
        }
        let department = |day: &str| kind_name(UnitKind::ProvincialEnforcementDepartment, day.parse().unwrap());
        assert_eq!(department("2025-06-30"), "Cục Thi hành án dân sự");
        assert_eq!(department("2025-07-01"), "Thi hành án dân sự tỉnh, thành phố");
    }
}
