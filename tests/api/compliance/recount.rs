//! A count of its own, from the ledger of what is owed and from when reports came: it owes nothing to the service's.
use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::{
    obligation_change::{self, ObligationChangeKind as Kind},
    report,
};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::support::TestApp;

/// Owed, in time, late, missing, not yet due, waived.
pub type Counts = [u64; 6];

/// The first instant of the next day in Ha Noi.
fn over(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap();
    next.and_hms_opt(0, 0, 0).unwrap().and_utc() - chrono::TimeDelta::hours(7)
}

/// An obligation as its entries leave it.
#[derive(Clone, Debug)]
pub struct Owed {
    pub unit: Uuid,
    /// The last day of its figures.
    pub data_to: NaiveDate,
    due: NaiveDate,
    judged: NaiveDate,
    waived: bool,
    gone: bool,
    sent: Option<DateTime<Utc>>,
}

impl Owed {
    pub fn counts(&self, now: DateTime<Utc>) -> Counts {
        match (self.waived, self.sent) {
            (true, _) => [0, 0, 0, 0, 0, 1],
            (_, Some(at)) if at < over(self.judged) => [1, 1, 0, 0, 0, 0],
            (_, Some(_)) => [1, 0, 1, 0, 0, 0],
            (_, None) if now >= over(self.judged) => [1, 0, 0, 1, 0, 0],
            (_, None) => [1, 0, 0, 0, 1, 0],
        }
    }

    fn read(&mut self, entry: &obligation_change::Model) {
        self.data_to = entry.data_to.unwrap_or(self.data_to);
        match entry.kind {
            Kind::EndedByReorganisation | Kind::Withdrawn => self.gone = true,
            Kind::Waived | Kind::Exempted => self.waived = true,
            Kind::Restored => self.gone = false,
            Kind::Extended => {
                let in_time = entry.created_at < over(self.judged);
                self.due = entry.due_on.unwrap();
                if in_time || entry.excuses_lateness == Some(true) {
                    self.judged = self.due;
                }
            }
            Kind::Opened | Kind::Joined | Kind::SplitByReorganisation | Kind::HandedOver => {}
        }
    }
}

/// What the ledger of a movement comes to.
pub async fn replay(app: &TestApp, movement: Uuid) -> Vec<Owed> {
    let db = app.state.db.primary();
    let mut owed: BTreeMap<Uuid, Owed> = BTreeMap::new();
    let entries = obligation_change::Entity::find().order_by_asc(obligation_change::Column::Id).all(db).await.unwrap();
    for entry in entries.iter().filter(|entry| entry.movement_id == movement) {
        if let Some(due) = entry.due_on.filter(|_| matches!(entry.kind, Kind::Opened | Kind::Joined)) {
            let (unit, data_to) = (entry.unit_id, entry.data_to.unwrap());
            let new = Owed { unit, data_to, due, judged: due, waived: false, gone: false, sent: None };
            assert!(owed.insert(entry.obligation_id, new).is_none(), "opened twice: {entry:?}");
        }
        owed.get_mut(&entry.obligation_id).expect("an opening").read(entry);
    }
    for report in report::Entity::find().all(db).await.unwrap() {
        if let Some(one) = owed.get_mut(&report.obligation_id) {
            one.sent = report.first_submitted_at;
        }
    }
    owed.into_values().filter(|one| !one.gone).collect()
}

pub fn add(a: Counts, b: Counts) -> Counts {
    std::array::from_fn(|at| a[at] + b[at])
}
