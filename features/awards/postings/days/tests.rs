//! Days of postings against days that were counted by hand, and against the worked examples of the calendar.
use base::kernel::calendar::{Calendar, Closing, Edition};
use chrono::NaiveDate;
use entity::posting::Counting::{self, Calendar as All, Working};

use super::{posted, publish_by};

fn calendar() -> Calendar {
    Calendar::read(Edition::OURS, Closing::default()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day of a council, how long before it a list is posted, its first day at the latest, and its last.
const BACKWARDS: &[(&str, u32, Counting, &str, &str)] = &[
    // Two weeks without a holiday.
    ("2024-11-25", 10, Working, "2024-11-11", "2024-11-24"),
    // A council on a day of a weekend: the same ten days lie before it.
    ("2024-11-23", 10, Working, "2024-11-11", "2024-11-22"),
    // Tết of 2024: off from 8 to 14 February.
    ("2024-02-21", 10, Working, "2024-01-31", "2024-02-20"),
    // 29 April 2024 is off, and Saturday 4 May is worked for it; 18 April, 30 April and 1 May are off.
    ("2024-05-06", 10, Working, "2024-04-17", "2024-05-05"),
    // 2 May 2025 is off for Saturday 26 April, which is worked.
    ("2025-05-06", 5, Working, "2025-04-25", "2025-05-05"),
    // As the justice sector posted under the law of 2003.
    ("2023-11-13", 5, Working, "2023-11-06", "2023-11-12"),
    // All days count: a week before a council on a Monday begins on a Monday.
    ("2024-11-25", 7, All, "2024-11-18", "2024-11-24"),
];

#[test]
fn a_list_is_posted_so_many_days_before_the_council_and_not_one_less() {
    let calendar = calendar();
    for (council, days, counting, first, last) in BACKWARDS {
        let (council, last) = (day(council), day(last));
        let latest = publish_by(&calendar, council, *days, *counting).unwrap();
        assert_eq!(latest, day(first), "{council}");
        let term = posted(&calendar, latest, (*days, *counting), Some(council)).unwrap();
        assert_eq!((term.first_on, term.last_on), (latest, last), "{council}");
        // Without the council in sight the days asked for end before it all the same.
        assert!(posted(&calendar, latest, (*days, *counting), None).unwrap().last_on < council, "{council}");
        let late = latest.succ_opt().unwrap();
        assert!(posted(&calendar, late, (*days, *counting), None).unwrap().last_on >= council, "{council}");
    }
}

/// Published on, days, the last day that is asked for, and the first day on which it may be ended.
const ONWARDS: &[(&str, u32, Counting, &str, &str)] = &[
    // It may not be ended on Sunday 24 November, and on the Monday after it may.
    ("2024-11-11", 10, Working, "2024-11-22", "2024-11-25"),
    // Published on a Saturday it counts from the Monday on.
    ("2024-11-09", 10, Working, "2024-11-22", "2024-11-25"),
    ("2024-11-08", 10, Working, "2024-11-21", "2024-11-22"),
    // Before Tết of 2024.
    ("2024-02-05", 5, Working, "2024-02-16", "2024-02-19"),
    // Saturday 4 May 2024 is worked.
    ("2024-05-02", 3, Working, "2024-05-04", "2024-05-06"),
    // Another body posted from 3 to 12 July 2024: ten days, of which eight are worked.
    ("2024-07-03", 10, All, "2024-07-12", "2024-07-13"),
    ("2024-07-03", 8, Working, "2024-07-12", "2024-07-15"),
    ("2024-07-03", 1, Working, "2024-07-03", "2024-07-04"),
];

#[test]
fn what_is_published_is_posted_for_its_days() {
    let calendar = calendar();
    for (first, days, counting, last, end_from) in ONWARDS {
        let term = posted(&calendar, day(first), (*days, *counting), None).unwrap();
        assert_eq!((term.last_on, term.end_from), (day(last), day(end_from)), "{first}");
    }
}

/// The worked examples of clocks: a posting that begins with the event ends with the clock, backwards as well.
#[test]
fn the_worked_examples_of_the_calendar_come_out() {
    let (calendar, mut tried) = (calendar(), 0);
    for line in include_str!("../../../../data/calendar/examples.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (op, start, argument, expected) = (cells[1], cells[2], cells[3], cells[4]);
        match op {
            "add" if calendar.is_working(day(start)).unwrap() => {
                let term = posted(&calendar, day(start), (argument.parse().unwrap(), Working), None).unwrap();
                assert_eq!(term.end_from, day(expected), "{line}");
            }
            "subtract" => {
                let latest = publish_by(&calendar, day(start), argument.parse().unwrap(), Working).unwrap();
                assert_eq!(latest, day(expected), "{line}");
            }
            _ => continue,
        }
        tried += 1;
    }
    assert!(tried > 25, "only {tried} examples were tried");
}

#[test]
fn forwards_and_backwards_are_one_count() {
    let calendar = calendar();
    for council in day("2024-01-20").iter_days().take(700) {
        for (days, counting) in [(1, Working), (5, Working), (10, Working), (10, All)] {
            let latest = publish_by(&calendar, council, days, counting).unwrap();
            let term = posted(&calendar, latest, (days, counting), None).unwrap();
            assert!(term.last_on < council, "{council} {days}");
            if counting == Working {
                assert_eq!(calendar.count(latest, council.pred_opt().unwrap()).unwrap(), days, "{council}");
            }
        }
    }
}

#[test]
fn in_a_year_without_a_calendar_nobody_knows_the_days() {
    assert!(publish_by(&calendar(), day("2090-06-01"), 10, Working).is_err());
}
