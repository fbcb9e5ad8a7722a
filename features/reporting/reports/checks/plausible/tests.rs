use base::store::figures::Amounts;
use entity::Quantity;
use uuid::Uuid;

use super::{Figure, findings};
use crate::reports::catalogue::checks;

fn value(value: i32) -> Amounts {
    Amounts { value: Some(Quantity::whole(value)), ..Amounts::default() }
}

fn ratio(numerator: i32, denominator: i32) -> Amounts {
    let (numerator, denominator) = (Some(Quantity::whole(numerator)), Some(Quantity::whole(denominator)));
    Amounts { numerator, denominator, ..Amounts::default() }
}

fn figure(now: Amounts, last: Option<Amounts>) -> Figure {
    Figure { target_id: Uuid::now_v7(), indicator_id: None, cumulative: false, now, last }
}

/// How many figures a check of the data finds.
fn found(code: &str, figures: &[Figure]) -> usize {
    let rule = checks().iter().find(|rule| rule.code == code).unwrap();
    findings(rule, figures, &[]).len()
}

#[test]
fn ten_times_as_much_is_asked_about_and_a_hair_less_is_not() {
    for (now, last, odd) in [(100, 10, 1), (99, 10, 0), (10, 0, 0), (0, 0, 0), (1_000, 1, 1)] {
        assert_eq!(found("ten_times_last", &[figure(value(now), Some(value(last)))]), odd, "{now} after {last}");
    }
    assert_eq!(found("ten_times_last", &[figure(value(1_000), None)]), 0, "there is nothing to compare with");
    assert_eq!(found("ten_times_last", &[figure(ratio(10, 500), Some(ratio(9, 50)))]), 1);
    for (now, last, odd) in [(1, 10, 1), (2, 10, 0), (0, 10, 1), (0, 0, 0)] {
        assert_eq!(found("tenth_of_last", &[figure(value(now), Some(value(last)))]), odd, "{now} after {last}");
    }
}

#[test]
fn figures_that_are_all_those_of_the_last_period_are_copied() {
    let same = |n: i32| figure(value(n), Some(value(n)));
    assert_eq!(found("copied_values", &[same(1), same(2), same(3)]), 3);
    assert_eq!(found("copied_values", &[same(1), same(2)]), 0, "two may be chance");
    assert_eq!(found("copied_values", &[same(1), same(2), figure(value(3), Some(value(4)))]), 0);
    let silent = figure(Amounts::default(), None);
    assert_eq!(found("copied_values", &[same(1), same(2), same(3), silent]), 3, "what is not reported is not copied");
}

#[test]
fn what_only_grows_does_not_fall() {
    let grows = Figure { cumulative: true, ..figure(value(9), Some(value(10))) };
    assert_eq!(found("stock_decreased", &[grows]), 1);
    assert_eq!(found("stock_decreased", &[figure(value(9), Some(value(10)))]), 0);
    assert_eq!(found("stock_decreased", &[Figure { now: value(10), ..grows }]), 0);
}

#[test]
fn zero_is_told_where_it_is_everywhere() {
    let zero = figure(value(0), None);
    assert_eq!(found("zero_everywhere", &[zero, zero, figure(ratio(0, 0), None)]), 3);
    assert_eq!(found("zero_everywhere", &[zero, zero, figure(value(1), None)]), 0);
}

#[test]
fn a_ratio_jumps_by_points_and_nothing_over_nothing_jumps_never() {
    let jumps = |now: Amounts, last: Amounts| found("ratio_jump", &[figure(now, Some(last))]);
    assert_eq!(jumps(ratio(80, 100), ratio(50, 100)), 1);
    assert_eq!(jumps(ratio(7_999, 10_000), ratio(50, 100)), 0);
    assert_eq!(jumps(ratio(0, 0), ratio(50, 100)), 0);
    assert_eq!(jumps(value(90), value(10)), 0);
}

#[test]
fn a_sum_is_not_below_its_parts_and_what_is_not_reported_is_no_part() {
    let (cases, in_court, elsewhere) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let parts = [(cases, in_court), (cases, elsewhere)];
    let rule = checks().iter().find(|rule| rule.code == "sum_below_parts").unwrap();
    let on = |indicator: Uuid, now| Figure { indicator_id: Some(indicator), ..figure(now, None) };
    let found = |amounts: [Option<i32>; 3]| {
        let all = [cases, in_court, elsewhere].into_iter().zip(amounts);
        let figures: Vec<_> = all.map(|(indicator, n)| on(indicator, n.map_or(Amounts::default(), value))).collect();
        findings(rule, &figures, &parts).len()
    };
    assert_eq!(found([Some(10), Some(6), Some(4)]), 0);
    assert_eq!(found([Some(10), Some(6), Some(5)]), 3, "the sum and both parts");
    assert_eq!(found([Some(5), Some(6), None]), 2, "one part is enough");
    assert_eq!(found([None, Some(6), Some(5)]), 0);
    assert_eq!(found([Some(0), None, None]), 0);
    let two = [on(cases, value(4)), on(cases, value(4)), on(in_court, value(8))];
    assert!(findings(rule, &two, &parts).is_empty(), "two targets on one indicator are one figure");
}
