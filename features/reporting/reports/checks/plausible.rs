//! What is plausible: pure functions over the figures of a report and those of the period before.
use base::{kernel::percent::percent, store::figures::Amounts};
use entity::Quantity;
use uuid::Uuid;

use crate::reports::catalogue::{Kind, Rule};

/// How much it is; of a ratio, of how much.
fn size(amounts: Amounts) -> Option<i128> {
    amounts.value.or(amounts.denominator).map(|q| i128::from(q.0))
}

fn share(amounts: Amounts) -> Option<Quantity> {
    let wide = |q: Quantity| i128::from(q.0);
    percent(wide(amounts.numerator?), wide(amounts.denominator?))
}

/// A figure on a target, and that of the period before.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub target_id: Uuid,
    pub indicator_id: Option<Uuid>,
    /// It tells how much there is by now, so it only grows.
    pub cumulative: bool,
    pub now: Amounts,
    pub last: Option<Amounts>,
}

/// The figures that a check asks about; `parts` are the indicators that hold others, as (whole, part).
pub fn findings<'a>(rule: &Rule, figures: &'a [Figure], parts: &[(Uuid, Uuid)]) -> Vec<&'a Figure> {
    let by = i128::from(rule.parameter);
    let sizes = |figure: &Figure| Some((size(figure.now)?, size(figure.last?)?));
    let compared = |odd: fn(i128, i128, i128) -> bool| {
        let is_odd = |figure: &&Figure| sizes(figure).is_some_and(|(now, last)| last > 0 && odd(now, last, by));
        figures.iter().filter(is_odd).collect()
    };
    match rule.kind {
        Kind::TimesLast => compared(|now, last, by| now >= last * by),
        Kind::PartOfLast => compared(|now, last, by| now * by <= last),
        Kind::Decrease => figures
            .iter()
            .filter(|figure| figure.cumulative && sizes(figure).is_some_and(|(now, last)| now < last))
            .collect(),
        Kind::Points => figures.iter().filter(|figure| jumps(figure, by)).collect(),
        Kind::BelowParts => below_parts(figures, parts),
        Kind::Copied => all_of(figures, by, |figure| figure.last == Some(figure.now)),
        Kind::AllZero => all_of(figures, by, |figure| size(figure.now) == Some(0)),
    }
}

/// A figure that is lower than its parts together, with these; of what was not reported nothing is known.
fn below_parts<'a>(figures: &'a [Figure], parts: &[(Uuid, Uuid)]) -> Vec<&'a Figure> {
    let on = |indicator: Uuid| figures.iter().filter(move |figure| figure.indicator_id == Some(indicator));
    let amount = |figure: &&Figure| figure.now.value.map(|value| i128::from(value.0));
    let total = |indicator: Uuid| on(indicator).filter_map(|figure| amount(&figure)).reduce(|a, b| a + b);
    let mut wholes: Vec<Uuid> = parts.iter().map(|(whole, _)| *whole).collect();
    wholes.dedup();
    let mut odd: Vec<Uuid> = vec![];
    for whole in wholes {
        let its: Vec<Uuid> = parts.iter().filter(|(of, _)| *of == whole).map(|(_, part)| *part).collect();
        let below = its.iter().filter_map(|part| total(*part)).reduce(|a, b| a + b);
        if total(whole).zip(below).is_some_and(|(whole, parts)| whole < parts) {
            odd.push(whole);
            odd.extend(its);
        }
    }
    let asked = |figure: &&Figure| amount(figure).is_some() && figure.indicator_id.is_some_and(|id| odd.contains(&id));
    figures.iter().filter(asked).collect()
}

fn jumps(figure: &Figure, by: i128) -> bool {
    let both = share(figure.now).zip(figure.last.and_then(share));
    both.is_some_and(|(now, last)| {
        (i128::from(now.0) - i128::from(last.0)).abs() >= by * i128::from(Quantity::whole(1).0)
    })
}

/// All that is reported, if it is so many figures and all are alike.
fn all_of(figures: &[Figure], least: i128, alike: fn(&Figure) -> bool) -> Vec<&Figure> {
    let reported: Vec<_> = figures.iter().filter(|figure| figure.now.is_reported()).collect();
    let enough = i128::try_from(reported.len()).is_ok_and(|count| count >= least);
    if enough && reported.iter().all(|figure| alike(figure)) { reported } else { vec![] }
}

#[cfg(test)]
mod tests;
