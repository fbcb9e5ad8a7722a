//! The orders of the list. What is null comes last in both directions; equals stand as units stand in the register.
use std::cmp::{Ordering, Reverse};

use base::{kernel::error::Result, store::page::PageQuery};
use entity::Quantity;

use super::compute::Line;

const SORTS: [&str; 7] = ["group", "on_time_rate", "submission_rate", "on_time", "late", "missing", "rank"];

/// What rows are ordered by in one field.
fn value(field: usize, row: &Line) -> Option<i64> {
    let count = |number: u64| i64::try_from(number).ok();
    let rate = |rate: Option<Quantity>| rate.map(|rate| rate.0);
    match SORTS.get(field).copied() {
        Some("on_time_rate") => rate(row.counts.on_time_rate),
        Some("submission_rate") => rate(row.counts.submission_rate),
        Some("on_time") => count(row.counts.on_time),
        Some("late") => count(row.counts.late),
        Some("missing") => count(row.counts.missing),
        Some("rank") => row.rank.and_then(count),
        _ => None,
    }
}

fn compare(field: usize, descending: bool, a: &Line, b: &Line) -> Ordering {
    match (value(field, a), value(field, b)) {
        (Some(a), Some(b)) if descending => Reverse(a).cmp(&Reverse(b)),
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Rows come in the order of their groups.
pub fn sort<'a>(rows: &'a [Line], page: &PageQuery) -> Result<Vec<&'a Line>> {
    let order = page.order(&SORTS, "group")?;
    let mut rows: Vec<(usize, &Line)> = rows.iter().enumerate().collect();
    rows.sort_by(|(at, a), (other, b)| {
        let fields = order.iter().map(|(field, descending)| match (field, descending) {
            (0, false) => at.cmp(other),
            (0, true) => other.cmp(at),
            (field, descending) => compare(*field, *descending, a, b),
        });
        fields.fold(Ordering::Equal, Ordering::then)
    });
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
