//! A schedule in its life cycle: who stands for its parties, and what its guards look at.
use entity::reporting_schedule::ScheduleStatus;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo::{self, Found},
    rules::{STEPS, ScheduleAction, ScheduleFacts, ScheduleStep},
};
use crate::{
    features::planning::movements,
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Current, Paper},
    },
};

impl Paper for Found {
    type Action = ScheduleAction;
    type Status = ScheduleStatus;
    type Facts = ScheduleFacts;
    const STEPS: &'static [ScheduleStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    /// The parties are those of the movement.
    fn current(&self, scope: &Scope) -> Current<ScheduleStatus> {
        let Self { schedule, movement } = self;
        let parties = movements::parties(scope, movement.launched_by_unit_id);
        let authors = schedule.authors.clone();
        Current { status: schedule.status, version: schedule.version, parties, authors }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<ScheduleFacts> {
        let m = &self.movement;
        Ok(ScheduleFacts { movement: m.status, movement_id: m.id, movement_code: m.code.clone() })
    }
}
