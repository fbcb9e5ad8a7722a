//! Which days the year has, by the rule of the law, and whose rows are counted.
use base::{
    kernel::{
        clock::end_of,
        error::{Code, Error, Result},
        periods::{DueRule, Window},
        scope::Scope,
    },
    store::db::Conn,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::{journal::Subject, period::PeriodKind};
use planning::law::{self, dto::Citation};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::dto::Side;

/// The rules on these statistics, and the row that names their day of receipt.
const REGIME: &str = "emulation_statistics";
const RULE: &str = "EMU_STAT";

/// What the law says of the statistics of a year.
pub struct Asked {
    pub window: Window,
    pub due_on: Option<NaiveDate>,
    pub citation: Citation,
}

impl Asked {
    /// A year of which no rule speaks is refused.
    pub async fn of(db: &Conn, year: i32) -> Result<Self> {
        let rules = law::repo::reporting_rules(db).await?;
        let found = rules.period(REGIME, PeriodKind::Year, year, 1);
        let (window, cited) = found.ok_or_else(|| Error::with(Code::InvalidParameter, "year"))?;
        // The form bears a day of its own year, also where its days go on after that.
        let due_on = match rules.due(RULE, window.to) {
            Some((DueRule::Date { month, day }, _)) => NaiveDate::from_ymd_opt(window.to.year(), month, day),
            _ => None,
        };
        Ok(Self { window, due_on, citation: law::citations(db, [*cited]).await?.of(*cited)? })
    }

    /// The first instant of the year, and the first after it.
    pub fn instants(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let before = self.window.from.pred_opt().unwrap_or(self.window.from);
        (end_of(before), end_of(self.window.to))
    }
}

/// Whose rows are counted: the units that are asked about, and those below them.
pub struct Reach {
    own: Vec<Uuid>,
    /// None stands for the whole sector.
    within: Option<Vec<Uuid>>,
}

impl Reach {
    pub fn of(scope: &Scope, unit: Option<Uuid>) -> Result<Self> {
        let organisation = &scope.organisation;
        let tops = match unit {
            Some(id) if organisation.unit(id).is_none() => return Err(Error::new(Code::NotFound)),
            Some(id) if !scope.sees(id, true) => return Err(scope.hidden(Subject::Progress, id, id)),
            Some(id) => vec![id],
            None if scope.reads_sector() => organisation.ministry().into_iter().collect(),
            None => scope.reading().to_vec(),
        };
        let mut own = tops.clone();
        own.extend(tops.iter().flat_map(|top| organisation.predecessors(*top, scope.today)));
        let whole = organisation.ministry().is_some_and(|ministry| tops.contains(&ministry));
        let within = (!whole).then(|| {
            let mut units = own.clone();
            units.extend(tops.iter().flat_map(|top| organisation.subtree(*top, scope.today)));
            units.sort_unstable();
            units.dedup();
            units
        });
        Ok(Self { own, within })
    }

    pub fn side(&self, unit: Uuid) -> Side {
        if self.own.contains(&unit) { Side::Own } else { Side::Below }
    }

    pub fn holds(&self, unit: Uuid, side: Option<Side>) -> bool {
        self.within.as_ref().is_none_or(|units| units.contains(&unit))
            && side.is_none_or(|side| side == self.side(unit))
    }

    /// The rows of which `holds` is true.
    pub fn condition(&self, unit: impl ColumnTrait, side: Option<Side>) -> Condition {
        let mut found = Condition::all();
        match (side, &self.within) {
            (Some(Side::Own), _) => return found.add(unit.is_in(self.own.iter().copied())),
            (_, Some(units)) => found = found.add(unit.is_in(units.iter().copied())),
            (_, None) => {}
        }
        if side == Some(Side::Below) { found.add(unit.is_not_in(self.own.iter().copied())) } else { found }
    }
}
