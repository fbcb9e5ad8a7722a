//! A recommendation in its life cycle: between the unit that has to do it and the one that inspects.
use entity::inspection_recommendation::{self, RecommendationStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{RecommendationAction, RecommendationStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for inspection_recommendation::Model {
    type Action = RecommendationAction;
    type Status = RecommendationStatus;
    type Facts = ();
    const STEPS: &'static [RecommendationStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, _: &Scope) -> Current<RecommendationStatus> {
        let parties = vec![
            (Party::Owner, Seat::Addressed(Addressee::unit(self.owner_unit_id))),
            (Party::Inspector, Seat::Addressed(Addressee::unit(self.inspecting_unit_id))),
        ];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
