//! The rows of a place, of those that somebody sees.
use sea_orm::{
    Condition,
    sea_query::{CaseStatement, Expr, ExprTrait, IntoColumnRef},
};
use uuid::Uuid;

use super::Scope;
use crate::kernel::province::ProvinceCode;

/// Of so many units the rows are fewer than those of a place: there the rights are the better way to them.
const FEW: usize = 5;

/// What a list is asked for: some units, one with all below it, some provinces.
pub struct Place<'a> {
    pub units: &'a [Uuid],
    pub within: Option<Uuid>,
    pub provinces: &'a [ProvinceCode],
}

impl Scope {
    /// Those of the visible rows that lie in a place, by the columns of their unit and their province.
    pub fn visible_at(
        &self,
        visible: Condition,
        (unit, province): (impl IntoColumnRef + Clone, impl IntoColumnRef),
        place: &Place<'_>,
    ) -> Condition {
        let mut named = Condition::all();
        if !place.units.is_empty() {
            named = named.add(Expr::col(unit.clone()).is_in(place.units.iter().copied()));
        }
        if let Some(units) = self.within(place.within) {
            named = named.add(Expr::col(unit).is_in(units));
        }
        if !place.provinces.is_empty() {
            named = named.add(Expr::col(province).is_in(place.provinces.iter().map(|code| &**code)));
        }
        if named.is_empty() || self.reads_few() { named.add(visible) } else { named.add(checked(visible)) }
    }

    /// Whether it reads the papers of a few units only.
    fn reads_few(&self) -> bool {
        let is_large = |top: &Uuid| self.organisation.ever_below(*top) > FEW;
        !self.sector && !self.reading.iter().any(is_large) && self.below().len() <= FEW
    }
}

/// Rights over rows that the place has found. As a plain condition they are a way to the rows too: a database that takes it reads
/// all that the caller sees of the place and sorts it, where an index of the place in the order asked for ends with the page.
fn checked(visible: Condition) -> Expr {
    CaseStatement::new().case(visible, Expr::Constant(true.into())).finally(Expr::Constant(false.into())).into()
}
