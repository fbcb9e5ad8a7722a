//! The files of `data/calendar` against themselves and against the law, and clocks against a plain walk over the days.
use std::{collections::BTreeMap, fs, path::PathBuf};

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use serde::Deserialize;
use unicode_normalization::is_nfc;

use super::{Calendar, Closing, DayKind, Edition, Roll};
use crate::kernel::error::Code;

fn ours() -> Calendar {
    Calendar::read(Edition::OURS, Closing::default()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/calendar")
}

fn rows(name: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[derive(Debug, Deserialize)]
struct Example {
    id: String,
    op: String,
    start: NaiveDate,
    argument: String,
    expected: String,
}

#[test]
fn every_worked_example_comes_out() {
    let (calendar, text) = (ours(), fs::read_to_string(folder().join("examples.csv")).unwrap());
    let mut ids = vec![];
    for example in csv::Reader::from_reader(text.as_bytes()).deserialize::<Example>() {
        let Example { id, op, start, argument, expected } = example.unwrap();
        let number = || argument.parse().unwrap();
        let found = match op.as_str() {
            "add" => calendar.add(start, number()).unwrap().to_string(),
            "subtract" => calendar.subtract(start, number()).unwrap().to_string(),
            "count" => calendar.count(start, day(&argument)).unwrap().to_string(),
            "next_or_same" => calendar.next_or_same(start).unwrap().to_string(),
            "previous_or_same" => calendar.previous_or_same(start).unwrap().to_string(),
            "is_working" => calendar.is_working(start).unwrap().to_string(),
            "add_calendar_days" => (start + Days::new(u64::from(number()))).to_string(),
            other => panic!("{id}: {other}"),
        };
        assert_eq!(found, expected, "{id}: {op} {start} {argument}");
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 43, "each example has an id of its own");
}

#[test]
fn years_have_as_many_working_days_as_their_notices_left() {
    let calendar = ours();
    let totals = rows("years.csv").into_iter().filter(|row| !row["working_days"].is_empty());
    let totals: Vec<_> = totals.map(|row| (row["year"].clone(), row["working_days"].parse::<u32>().unwrap())).collect();
    assert_eq!(totals.iter().map(|(_, days)| *days).collect::<Vec<_>>(), [249, 251, 250, 249]);
    for (year, expected) in totals {
        let (first, last) = (day(&format!("{year}-01-01")), day(&format!("{year}-12-31")));
        assert_eq!(calendar.count(first, last).unwrap(), expected, "{year}");
    }
}

/// How many days of each kind a year has: holidays on whatever weekday, in lieu, swapped off, worked.
#[test]
fn years_have_the_days_that_were_derived_from_their_notices() {
    let calendar = ours();
    let kinds = [DayKind::Holiday, DayKind::DayInLieu, DayKind::SwappedOff, DayKind::Worked];
    for (year, expected) in [(2023, [11, 6, 0, 0]), (2024, [11, 2, 1, 1]), (2025, [11, 0, 1, 1]), (2026, [12, 1, 2, 2])]
    {
        let of_year = calendar.ours.days.iter().filter(|(day, _)| day.year() == year);
        let kinds = kinds.map(|kind| of_year.clone().filter(|(_, marked)| marked.kind == kind).count());
        assert_eq!(kinds, expected, "{year}");
    }
}

/// Articles 111(3) and 112(1) of the Labour Code.
#[test]
fn holidays_are_those_of_the_labour_code_and_weekends_are_made_up_for() {
    let holidays = rows("holidays.csv");
    let of = |year: i32, code: &str| -> Vec<NaiveDate> {
        let its = holidays.iter().filter(|row| row["kind"] == "holiday" && row["code"] == code);
        its.map(|row| day(&row["day"])).filter(|day| day.year() == year).collect()
    };
    for year in 2023..=2026 {
        let on = |month: u32, number: u32| NaiveDate::from_ymd_opt(year, month, number).unwrap();
        for (code, month, number) in [("new_year", 1, 1), ("victory", 4, 30), ("labour", 5, 1)] {
            assert_eq!(of(year, code), [on(month, number)], "{year} {code}");
        }
        let culture = if year < 2026 { vec![] } else { vec![on(11, 24)] };
        assert_eq!((of(year, "culture"), of(year, "hung_kings").len()), (culture, 1), "{year}");
        let (tet, national) = (of(year, "tet"), of(year, "national"));
        assert!(tet.len() == 5 && (tet[4] - tet[0]).num_days() == 4, "{year}: five days in a row at Tết: {tet:?}");
        let adjacent = [on(9, 1), on(9, 3)];
        assert!(national.len() == 2 && national.contains(&on(9, 2)), "{year}: {national:?}");
        assert!(national.iter().any(|day| adjacent.contains(day)), "{year}: {national:?}");
    }
    for row in holidays.iter().filter(|row| row["kind"] == "holiday") {
        let weekend = day(&row["day"]).weekday().number_from_monday() > 5;
        let made_up = holidays.iter().filter(|other| other["instead_of"] == row["day"]);
        assert!(made_up.clone().all(|other| other["code"] == row["code"]), "{row:?}");
        assert_eq!(made_up.count(), usize::from(weekend && row["code"] != "culture"), "{row:?}");
    }
}

#[test]
fn what_is_only_proposed_counts_for_nothing() {
    let calendar = ours();
    let swaps = rows("swapped-days.csv");
    assert_eq!(swaps.iter().filter(|row| row["status"] == "proposed").count(), 1);
    for row in swaps {
        let adopted = row["status"] == "adopted";
        assert_eq!(row["verified"], adopted.to_string(), "{row:?}");
        let (off, worked) = (day(&row["off_on"]), day(&row["worked_on"]));
        assert!((off - worked).num_days().abs() <= 14 && off.year() == worked.year(), "{row:?}");
        assert_eq!(calendar.is_working(off).unwrap(), !adopted, "{row:?}");
        assert_eq!(calendar.is_working(worked).unwrap(), adopted, "{row:?}");
    }
}

#[test]
fn files_are_composed_text_with_documents_and_sources_that_are_there() {
    let known = |name: &str| rows(name).into_iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    let (documents, sources) = (known("documents.csv"), known("sources.csv"));
    for entry in fs::read_dir(folder()).unwrap().map(Result::unwrap) {
        let raw = fs::read_to_string(entry.path()).unwrap();
        assert!(
            is_nfc(&raw) && !raw.contains('\r') && !raw.starts_with('\u{feff}') && raw.ends_with('\n'),
            "{entry:?}"
        );
    }
    for name in ["holidays.csv", "swapped-days.csv", "documents.csv"] {
        for row in rows(name) {
            assert!(sources.contains(&row["source_id"]) && ["true", "false"].contains(&&*row["verified"]), "{row:?}");
            assert!(row.get("document_id").is_none_or(|id| documents.contains(id)), "{row:?}");
            let mut days =
                ["issued_on", "in_force_from", "in_force_to"].map(|name| row.get(name)).into_iter().flatten();
            assert!(days.by_ref().filter(|text| !text.is_empty()).is_sorted(), "{row:?}");
        }
    }
}

/// Our edition with more rows or others.
fn refused(change: impl FnOnce(&mut [String; 3])) -> String {
    let ours = Edition::OURS;
    let mut files = [ours.years, ours.holidays, ours.swapped_days].map(str::to_owned);
    change(&mut files);
    let [years, holidays, swapped_days] = &files;
    let edition = Edition { years, holidays, swapped_days, ..ours };
    Calendar::read(edition, Closing::default()).expect_err("a calendar that contradicts itself").to_string()
}

#[test]
fn a_calendar_that_contradicts_itself_is_refused() {
    let holiday = |row: &str| refused(|files| files[1].push_str(&format!("{row},L45-2019,,true,K01,\n")));
    let swap = |row: &str| refused(|files| files[2].push_str(&format!("{row},L45-2019,,true,K01,\n")));
    let twice = "2026-11-24,holiday,culture,Ngày Văn hóa Việt Nam,Vietnamese Culture Day,";
    assert_eq!(holiday(twice), "2026-11-24 stands there twice");
    assert_eq!(swap("2026-11-24,2026-11-28,adopted"), "2026-11-24 stands there twice");
    assert_eq!(swap("2026-11-23,2026-08-22,adopted"), "2026-08-22 stands there twice");
    assert_eq!(swap("2026-11-28,2026-11-23,adopted"), "2026-11-28 is no swap");
    assert_eq!(holiday("2028-01-03,holiday,x,x,x,"), "2028-01-03 lies outside the years that are known");
    assert!(holiday("2026-11-25,day_in_lieu,culture,x,x,2026-11-24").contains("in lieu of no holiday"));
    assert!(holiday("2026-11-25,holiday,x,x,x,2026-11-24").contains("neither a holiday nor"));
    assert!(refused(|files| files[1] = files[1].replace("K01", "K99")).contains("no source K99"));
    assert!(refused(|files| files[1] = files[1].replace("L45-2019", "L99")).contains("no document L99"));
    let without = |year: &str| {
        refused(|files| {
            files[0] = files[0].lines().filter(|row| !row.starts_with(year)).collect::<Vec<_>>().join("\n");
        })
    };
    assert_eq!(without("2024"), "there is a gap before 2025");
    assert_eq!(without("20"), "no year is known");
}

#[test]
fn a_day_of_no_known_year_is_an_error_on_every_way() {
    let calendar = ours();
    let (first, last) = (day("2023-01-01"), day("2027-01-15"));
    let none = |found: crate::kernel::error::Result<NaiveDate>| assert_eq!(found.unwrap_err().code, Code::NoCalendar);
    for unknown in [day("2022-12-31"), day("2027-01-16"), day("2024-06-03") - Days::new(9999), NaiveDate::MAX] {
        assert_eq!(calendar.is_working(unknown).unwrap_err().code, Code::NoCalendar, "{unknown}");
        assert_eq!(calendar.count(unknown, unknown).unwrap_err().code, Code::NoCalendar, "{unknown}");
        assert!(calendar.count(first, unknown).is_err() && calendar.count(unknown, last).is_err(), "{unknown}");
        for way in [Roll::Next, Roll::Previous] {
            none(calendar.roll(unknown, way));
        }
        none(calendar.add(unknown, 0));
        none(calendar.subtract(unknown, 1));
    }
    none(calendar.add(last, 1));
    none(calendar.subtract(first, 1));
    none(calendar.previous_or_same(first));
    none(calendar.add(first, u32::MAX));
    assert_eq!(calendar.count(last, first).unwrap(), 0, "a span that ends before it begins");
    assert!(calendar.is_read(day("2026-12-31")) && !calendar.is_read(day("2027-01-01")));
}

proptest! {
    /// Back and forth is where one began, or the working day next to it.
    #[test]
    fn adding_and_subtracting_undo_each_other(offset in 60u64..1200, number in 1u32..40) {
        let calendar = ours();
        let event = day("2023-01-01") + Days::new(offset);
        let due = calendar.add(event, number).unwrap();
        prop_assert!(due > event && calendar.is_working(due).unwrap());
        prop_assert_eq!(calendar.subtract(due, number).unwrap(), calendar.previous_or_same(event).unwrap());
        let before = calendar.subtract(event, number).unwrap();
        prop_assert!(before < event && calendar.is_working(before).unwrap());
        prop_assert_eq!(calendar.add(before, number).unwrap(), calendar.next_or_same(event).unwrap());
        prop_assert_eq!(calendar.count(event + Days::new(1), due).unwrap(), number);
        prop_assert_eq!(calendar.add(due, 1).unwrap(), calendar.add(event, number + 1).unwrap());
    }

    /// Weekdays, less those off, more those of weekends that are worked, as the files name them.
    #[test]
    fn counting_agrees_with_a_walk_over_the_files(offset in 0u64..1400, length in 0u64..70) {
        let calendar = ours();
        let from = day("2023-01-01") + Days::new(offset);
        let to = from + Days::new(length);
        let (holidays, swaps) = (rows("holidays.csv"), rows("swapped-days.csv"));
        let adopted = swaps.iter().filter(|row| row["status"] == "adopted");
        let mut walked = 0;
        for one in from.iter_days().take_while(|one| *one <= to) {
            let text = one.to_string();
            let off = holidays.iter().any(|row| row["day"] == text) || adopted.clone().any(|row| row["off_on"] == text);
            let worked = adopted.clone().any(|row| row["worked_on"] == text);
            walked += u32::from(worked || (one.weekday().number_from_monday() <= 5 && !off));
        }
        prop_assert_eq!(calendar.count(from, to).unwrap(), walked);
    }
}
