//! A schedule in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Current, Lifecycle},
    },
    store::db::Conn,
};
use entity::reporting_schedule::ScheduleStatus;
use uuid::Uuid;

use super::{
    repo::{self, Found},
    rules::{STEPS, ScheduleAction, ScheduleFacts, ScheduleStep},
};
use crate::movements;

impl Lifecycle for ScheduleAction {
    type Paper = Found;
    type Status = ScheduleStatus;
    type Facts = ScheduleFacts;
    type Db = Conn;
    const STEPS: &'static [ScheduleStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<Found> {
        repo::get(db, scope, id).await
    }

    /// The parties are those of the movement.
    fn current(found: &Found, scope: &Scope) -> Current<ScheduleStatus> {
        let Found { schedule, movement } = found;
        let parties = movements::parties(scope, movement.launched_by_unit_id);
        let authors = schedule.authors.clone();
        Current { status: schedule.status, version: schedule.version, parties, authors }
    }

    async fn facts(found: &Found, _: &Conn, _: &Scope) -> Result<ScheduleFacts> {
        let m = &found.movement;
        Ok(ScheduleFacts { movement: m.status, movement_id: m.id, movement_code: m.code.clone() })
    }
}
