//! A reorganisation in its life cycle.
use entity::reorganisation::{self, ReorganisationStatus};
use sea_orm::ConnectionTrait;

use super::rules::{ReorganisationAction, ReorganisationStep, STEPS};
use crate::kernel::{
    error::Result,
    scope::Scope,
    transition::{Current, Paper, Party, Seat},
};

impl Paper for reorganisation::Model {
    type Action = ReorganisationAction;
    type Status = ReorganisationStatus;
    type Facts = ();
    const STEPS: &'static [ReorganisationStep] = STEPS;

    /// It belongs to no unit: whoever holds the permission somewhere may act, within its part of the tree.
    fn current(&self, _: &Scope) -> Current<ReorganisationStatus> {
        let parties = vec![(Party::Administrator, Seat::Anywhere)];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
