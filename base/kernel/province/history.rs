//! The provinces of each time: a code may pass from one to another (15 was Yên Bái, and is Lào Cai since July 2025).
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use crate::kernel::{clock::covers, digest};

const FILES: [&str; 2] =
    [include_str!("../../../data/provinces-2023.csv"), include_str!("../../../data/provinces-2025.csv")];

/// A province between two days, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// The same in every installation: it is made from the code and the first day.
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Row {
    gso_code: String,
    full_name_vi: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

static ALL: LazyLock<Vec<Province>> = LazyLock::new(|| {
    let mut all: Vec<Province> = FILES.iter().flat_map(|text| read(text)).collect();
    all.sort_by(|a, b| (&a.code, a.valid_from).cmp(&(&b.code, b.valid_from)));
    // One that goes on stands in both files; the later one knows when it ended.
    all.dedup_by(|later, earlier| {
        let same = later.id == earlier.id;
        earlier.valid_to = if same { later.valid_to.or(earlier.valid_to) } else { earlier.valid_to };
        same
    });
    all
});

fn read(text: &str) -> Vec<Province> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Row>();
    rows.flatten()
        .map(|row| Province {
            id: id(&row.gso_code, row.valid_from),
            code: row.gso_code,
            name: row.full_name_vi,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
        .collect()
}

/// RFC 9562, version 8.
fn id(code: &str, from: NaiveDate) -> Uuid {
    let hash = digest::sha256(format!("province {code} {from}").as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, of_hash)| *byte = of_hash);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// All that there have been, by code and time.
pub fn all() -> &'static [Province] {
    &ALL
}

/// Whose code it was on a day; before the first it is the first's, after the last the last's.
pub fn on(code: &str, day: NaiveDate) -> Option<&'static Province> {
    let its = || ALL.iter().filter(|province| province.code == code);
    its()
        .find(|province| covers(province.valid_from, province.valid_to, day))
        .or_else(|| its().rfind(|province| province.valid_from <= day))
        .or_else(|| its().next())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{all, on};

    fn name(code: &str, day: &str) -> Option<&'static str> {
        on(code, day.parse::<NaiveDate>().unwrap()).map(|province| province.name.as_str())
    }

    #[test]
    fn a_code_passes_from_one_province_to_another() {
        assert_eq!(name("15", "2025-06-30"), Some("Tỉnh Yên Bái"));
        assert_eq!(name("15", "2025-07-01"), Some("Tỉnh Lào Cai"));
        assert_eq!(name("46", "2024-12-31"), Some("Tỉnh Thừa Thiên Huế"));
        assert_eq!(name("46", "2025-01-01"), Some("Thành phố Huế"));
        assert_eq!(name("99", "2025-01-01"), None);
    }

    #[test]
    fn no_code_has_two_provinces_on_one_day() {
        for pair in all().windows(2).filter(|pair| pair[0].code == pair[1].code) {
            assert!(pair[0].valid_to.is_some_and(|last| last < pair[1].valid_from), "{pair:?}");
        }
        let on_a_day = |day: &str| {
            let day: NaiveDate = day.parse().unwrap();
            all().iter().filter(|p| p.valid_from <= day && p.valid_to.is_none_or(|last| last >= day)).count()
        };
        assert_eq!((on_a_day("2023-04-01"), on_a_day("2025-08-01")), (63, 34));
    }
}
