//! Figures of one period as one, for who adds up what was reported to it: the same fold, without any reorganisation.
use std::rc::Rc;

use base::store::figures::Amounts;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    fold::{Folded, Folding, Part, Tally, added},
    lineage::Leaf,
};

/// Those of a filer come one after the other.
pub fn fold_once(folding: Folding, filed: impl Iterator<Item = (Uuid, Amounts)>) -> Folded {
    let mut tally = Tally::new(folding);
    let reported = filed.filter(|(_, amounts)| amounts.is_reported());
    for (figure, (filer, amounts)) in (0..).zip(reported) {
        let leaf = Rc::new(Leaf { base: filer, heir: filer, via: vec![] });
        tally.add(Part { figure, of: 1, filer, leaf, at: 0, data_to: NaiveDate::MIN, amounts, of_child: false });
    }
    tally.folded()
}

/// The same of figures that add up and have been added: values, or of a ratio numerators and denominators, in
/// ten-thousandths, and how many hold a figure.
pub fn fold_totals(folding: Folding, (over, under): (i128, i128), reported: u64) -> Folded {
    let of = |sum: i128| (reported > 0).then_some(sum);
    Folded { reported, ..added(folding, of(over), of(under)) }
}
