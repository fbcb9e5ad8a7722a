//! Until when plans of a movement are due, and from when on none is taken any more.
use std::collections::HashMap;

use base::{
    kernel::{
        calendar::Today,
        error::{Code, Error, Result},
        organisation::Unit,
    },
    store::db::Conn,
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::plan_deadline;
use uuid::Uuid;

use super::repo;

/// The deadlines of one movement, oldest first.
#[derive(Clone, Debug)]
pub struct Deadlines(Vec<plan_deadline::Model>);

/// What the deadlines of a movement come to for one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub due_on: NaiveDate,
    pub locks_on: Option<NaiveDate>,
}

impl Deadlines {
    pub async fn of(db: &Conn, movement_id: Uuid) -> Result<Self> {
        repo::plan_deadlines(db, movement_id).await.map(Self)
    }

    /// Those of several movements.
    pub async fn of_all(db: &Conn, movements: &[Uuid]) -> Result<HashMap<Uuid, Self>> {
        let mut found: HashMap<Uuid, Self> = HashMap::new();
        for m in repo::plan_deadlines_of(db, movements).await? {
            found.entry(m.movement_id).or_insert_with(|| Self(vec![])).0.push(m);
        }
        Ok(found)
    }

    /// The one that speaks of a unit most closely holds: of the unit itself, else of its kind, else of all; of several
    /// that do so equally, the newest. A newer one that speaks more broadly moves the two days where it gives more time,
    /// each for itself: it takes no lock away, and the lock does not come before the last day. What was due before a unit
    /// began was not due of it.
    pub fn of_unit(&self, unit: &Unit) -> Option<Due> {
        let newest =
            |speaks: &dyn Fn(&plan_deadline::Model) -> bool| self.0.iter().enumerate().rfind(|(_, m)| speaks(m));
        let all = newest(&|m| m.unit_id.is_none() && m.unit_kind.is_none());
        let kind = newest(&|m| m.unit_id.is_none() && m.unit_kind == Some(unit.kind));
        let own = newest(&|m| m.unit_id == Some(unit.id));
        let mut spoken = [own, kind, all].into_iter().flatten();
        let (at, closest) = spoken.next()?;
        let mut due = Due { due_on: closest.due_on, locks_on: closest.locks_on };
        for (_, broader) in spoken.filter(|(set, _)| *set > at) {
            due.due_on = due.due_on.max(broader.due_on);
            due.locks_on = due.locks_on.map(|lock| lock.max(broader.locks_on.unwrap_or(lock)).max(due.due_on));
        }
        (unit.valid_from <= due.due_on).then_some(due)
    }

    /// How many there are, and when the newest was set.
    pub fn last(&self) -> Option<(i64, DateTime<Utc>)> {
        let newest = self.0.iter().map(|m| m.created_at).max()?;
        Some((i64::try_from(self.0.len()).unwrap_or(i64::MAX), newest))
    }

    /// Refuses a plan that comes after the lock; a late one is taken until then.
    pub fn check_open(&self, unit: &Unit, today: Today) -> Result<()> {
        let lock = self.of_unit(unit).and_then(|due| due.locks_on);
        match lock {
            Some(last) if last <= today.closed => Err(Error::with(Code::PlanDeadlinePassed, last.to_string())),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use base::kernel::{
        calendar::{Closing, Today},
        organisation::Unit,
    };
    use chrono::{DateTime, NaiveDate};
    use entity::{plan_deadline, unit::UnitKind};
    use uuid::Uuid;

    use super::Deadlines;

    fn day(of_june: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 6, of_june).unwrap()
    }

    fn unit(kind: UnitKind) -> Unit {
        Unit {
            id: Uuid::now_v7(),
            kind,
            province_code: None,
            district_code: None,
            legal_personality: false,
            valid_from: day(1),
            valid_to: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            names: vec![],
            codes: vec![],
            parents: vec![],
            children: vec![],
            successors: vec![],
            predecessors: vec![],
        }
    }

    fn due(unit_kind: Option<UnitKind>, unit_id: Option<Uuid>, of_june: u32) -> plan_deadline::Model {
        plan_deadline::Model {
            id: Uuid::now_v7(),
            movement_id: Uuid::nil(),
            unit_kind,
            unit_id,
            due_on: day(of_june),
            locks_on: Some(day(of_june + 1)),
            document_number: "1/QĐ-BTP".to_owned(),
            reason: None,
            set_by: Uuid::nil(),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_closest_word_holds_and_of_equals_the_newest() {
        let office = UnitKind::DistrictJusticeOffice;
        let (one, other, department) = (unit(office), unit(office), unit(UnitKind::ProvincialJusticeDepartment));
        let all = [due(None, Some(one.id), 20), due(None, Some(one.id), 15), due(Some(office), None, 10)];
        let deadlines = Deadlines(all.into_iter().chain([due(None, None, 5)]).collect());
        let found = |unit: &Unit| deadlines.of_unit(unit).map(|due| due.due_on);
        assert_eq!((found(&one), found(&other), found(&department)), (Some(day(15)), Some(day(10)), Some(day(5))));
        assert!(Deadlines(vec![due(Some(office), None, 10)]).of_unit(&department).is_none());
        // A newer word to all takes nothing away from one unit, and adds where it gives more time.
        let one_then_all = |of_june| Deadlines(vec![due(None, Some(one.id), 20), due(None, None, of_june)]);
        let found = |of_june| one_then_all(of_june).of_unit(&one).map(|due| due.due_on);
        assert_eq!((found(25), found(10)), (Some(day(25)), Some(day(20))));
        // Neither takes it the lock away, which moves with the last day.
        let unlocked = |of_june| plan_deadline::Model { locks_on: None, ..due(None, None, of_june) };
        let days = |all: Vec<plan_deadline::Model>| {
            let found = Deadlines(all).of_unit(&one).unwrap();
            (found.due_on, found.locks_on)
        };
        let of_kind = || due(Some(office), None, 10);
        assert_eq!(days(vec![of_kind(), unlocked(25)]), (day(25), Some(day(25))));
        assert_eq!(days(vec![of_kind(), unlocked(5)]), (day(10), Some(day(11))));
        assert_eq!(days(vec![of_kind(), due(None, None, 20)]), (day(20), Some(day(21))));
        // What is said of all before, or of one unit after, is another word.
        assert_eq!(days(vec![unlocked(25), of_kind()]), (day(10), Some(day(11))));
        let freed = plan_deadline::Model { locks_on: None, ..due(None, Some(one.id), 12) };
        assert_eq!(days(vec![of_kind(), freed]), (day(12), None));
        // It began the day after.
        let young = Unit { valid_from: day(11), ..unit(office) };
        assert!(Deadlines(vec![due(None, None, 10)]).of_unit(&young).is_none());
    }

    #[test]
    fn the_last_day_is_open_and_the_next_is_not() {
        let office = unit(UnitKind::DistrictJusticeOffice);
        let deadlines = Deadlines(vec![due(None, None, 10)]);
        let on = |day, closed| Today { day, closed, closing: Closing::default() };
        let after = |of_june: u32| on(day(of_june + 1), day(of_june));
        assert!(deadlines.check_open(&office, after(10)).is_ok());
        assert!(deadlines.check_open(&office, on(day(11), day(10))).is_ok());
        assert!(deadlines.check_open(&office, on(day(11), day(11))).is_err(), "its hour has come");
        let refused = deadlines.check_open(&office, after(11)).unwrap_err();
        assert_eq!((refused.code.spec().slug, &*refused.particulars), ("plan_deadline_passed", "2024-06-11"));
        let unlocked = plan_deadline::Model { locks_on: None, ..due(None, None, 10) };
        assert!(Deadlines(vec![unlocked]).check_open(&office, after(29)).is_ok());
        assert!(Deadlines(vec![]).check_open(&office, after(29)).is_ok());
    }
}
