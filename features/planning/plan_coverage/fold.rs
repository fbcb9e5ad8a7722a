//! Pure: how far a unit is, from the versions of its plan; and the counts of many units.
use std::collections::HashSet;

use base::{kernel::calendar::Calendar, store::figures::Version};
use chrono::{DateTime, NaiveDate, Utc};
use entity::plan::PlanStatus::{
    self, Cancelled, Closed, ClosedByReorganisation, Draft, InEffect, Issued, PendingSignature, Received, Sent,
    Superseded, SupplementRequested, Transferred,
};
use uuid::Uuid;

use super::dto::{Counts, State};

/// How far one unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    /// The version that the state is told by, and whether it was sent.
    pub plan: Option<(Uuid, bool)>,
    /// When a version was first sent.
    pub sent_at: Option<DateTime<Utc>>,
    pub late: bool,
    pub supplement_overdue: bool,
}

/// What a version tells of its unit; nothing once another one took its place.
const fn state_of(status: PlanStatus) -> Option<State> {
    match status {
        Draft | PendingSignature => Some(State::Drafted),
        Issued => Some(State::Issued),
        Sent => Some(State::Sent),
        Received | InEffect | Closed => Some(State::Received),
        SupplementRequested => Some(State::SupplementAsked),
        Superseded | Cancelled | Transferred | ClosedByReorganisation => None,
    }
}

/// `overdue` are the plans whose supplement is overdue.
pub fn standing(
    versions: &[Version],
    due_on: Option<NaiveDate>,
    overdue: &HashSet<Uuid>,
    (calendar, now): (&Calendar, DateTime<Utc>),
) -> Standing {
    let telling = versions.iter().filter_map(|version| Some((state_of(version.status)?, version)));
    // What is in force goes before a newer draft.
    let newest = telling.max_by_key(|(state, version)| (*state != State::Drafted, version.version_no));
    let sent_at = versions.iter().filter_map(|version| version.sent_at).min();
    Standing {
        state: newest.map_or(State::Missing, |(state, _)| state),
        plan: newest.map(|(_, version)| (version.id, version.sent_at.is_some())),
        sent_at,
        late: due_on.is_some_and(|due_on| sent_at.unwrap_or(now) >= calendar.closes_at(due_on)),
        supplement_overdue: versions.iter().any(|version| overdue.contains(&version.id)),
    }
}

impl Counts {
    /// `in_child`: told by a plan of a movement below the one that is asked about.
    pub fn add(&mut self, unit: &Standing, in_child: bool) {
        self.owed += 1;
        self.in_children += u64::from(in_child);
        let state = match unit.state {
            State::Missing => &mut self.missing,
            State::Drafted => &mut self.drafted,
            State::Issued => &mut self.issued,
            State::Sent => &mut self.sent,
            State::Received => &mut self.received,
            State::SupplementAsked => &mut self.supplement_asked,
        };
        *state += 1;
        self.late += u64::from(unit.late);
        self.supplement_overdue += u64::from(unit.supplement_overdue);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use base::kernel::{
        calendar::{Calendar, Closing, Edition},
        clock::end_of,
    };
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use entity::plan::PlanStatus::{
        self, Cancelled, Closed, Draft, InEffect, Issued, PendingSignature, Received, Sent, Superseded,
        SupplementRequested, Transferred,
    };
    use proptest::prelude::*;
    use sea_orm::Iterable;
    use uuid::Uuid;

    use super::{Counts, Standing, State, Version, standing};

    fn closing(at: &str) -> Calendar {
        Calendar::read(Edition::OURS, at.parse::<Closing>().unwrap()).unwrap()
    }

    /// What of these is late on a day, if days close at their end.
    fn on(versions: &[Version], due_on: Option<NaiveDate>, overdue: &HashSet<Uuid>, today: NaiveDate) -> Standing {
        standing(versions, due_on, overdue, (&closing("24:00"), end_of(today) - TimeDelta::microseconds(1)))
    }

    fn day(of_june: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 6, of_june).unwrap()
    }

    fn version(version_no: i32, status: PlanStatus, sent_at: Option<&str>) -> Version {
        let sent_at = sent_at.map(|at| at.parse::<DateTime<Utc>>().unwrap());
        Version { id: Uuid::now_v7(), unit_id: Uuid::nil(), version_no, status, sent_at }
    }

    fn of(versions: &[Version]) -> Standing {
        on(versions, Some(day(10)), &HashSet::new(), day(10))
    }

    #[test]
    fn a_version_in_force_goes_before_a_newer_draft() {
        for (first, second, expected) in [
            (InEffect, Draft, State::Received),
            (SupplementRequested, PendingSignature, State::SupplementAsked),
            (Superseded, Issued, State::Issued),
            (Superseded, Superseded, State::Missing),
            (Transferred, Draft, State::Drafted),
            (Closed, Cancelled, State::Received),
            (Received, Sent, State::Sent),
        ] {
            let versions = [version(1, first, None), version(2, second, None)];
            assert_eq!(of(&versions).state, expected, "{first:?} {second:?}");
        }
        assert_eq!(of(&[]).state, State::Missing);
        let versions = [version(2, Draft, None), version(1, Sent, Some("2024-06-01T00:00:00Z"))];
        assert_eq!(of(&versions).plan, Some((versions[1].id, true)));
    }

    /// 17:00 in UTC is midnight in Ha Noi.
    #[test]
    fn the_first_sending_decides_whether_a_plan_is_late() {
        let first = |at| [version(1, Superseded, Some(at)), version(2, Sent, Some("2024-06-20T00:00:00Z"))];
        assert!(!of(&first("2024-06-10T16:59:59Z")).late);
        assert!(of(&first("2024-06-10T17:00:00Z")).late);
        let unsent = |today| on(&[version(1, Issued, None)], Some(day(10)), &HashSet::new(), today).late;
        assert_eq!((unsent(day(10)), unsent(day(11))), (false, true));
        assert!(!on(&[], None, &HashSet::new(), day(30)).late, "nothing was set");
        let office = closing("17:30");
        let at = |at: &str| (&office, at.parse::<DateTime<Utc>>().unwrap());
        let unsent = |now: &str| standing(&[], Some(day(10)), &HashSet::new(), at(now)).late;
        assert_eq!((unsent("2024-06-10T10:29:59.999999Z"), unsent("2024-06-10T10:30:00Z")), (false, true));
        let sent = |first: &str| {
            standing(&[version(1, Sent, Some(first))], Some(day(10)), &HashSet::new(), at("2024-07-01T00:00:00Z"))
        };
        assert_eq!((sent("2024-06-10T10:29:59.999999Z").late, sent("2024-06-10T10:30:00Z").late), (false, true));
    }

    #[test]
    fn a_supplement_is_overdue_whichever_version_it_was_asked_of() {
        let versions = [version(1, Superseded, None), version(2, Issued, None)];
        let overdue = HashSet::from([versions[0].id]);
        assert!(on(&versions, None, &overdue, day(1)).supplement_overdue);
        assert!(!on(&versions[1..], None, &overdue, day(1)).supplement_overdue);
    }

    proptest! {
        #[test]
        fn the_six_states_add_up(units in prop::collection::vec(prop::collection::vec(0..12_usize, 0..4), 0..40)) {
            let all: Vec<PlanStatus> = PlanStatus::iter().collect();
            let mut counts = Counts::default();
            for statuses in &units {
                let versions: Vec<_> =
                    (1..).zip(statuses).map(|(no, at)| version(no, all[at % all.len()], None)).collect();
                counts.add(&of(&versions), false);
            }
            let c = counts;
            let states = c.missing + c.drafted + c.issued + c.sent + c.received + c.supplement_asked;
            prop_assert_eq!((c.owed, states), (units.len() as u64, units.len() as u64));
            prop_assert!(c.late <= c.owed && c.supplement_overdue == 0);
        }
    }
}
