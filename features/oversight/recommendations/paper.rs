//! A recommendation in its life cycle: between the unit that has to do it and the one that inspects.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::inspection_recommendation::{self, RecommendationStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{RecommendationAction, RecommendationStep, STEPS},
};

impl Lifecycle for RecommendationAction {
    type Paper = inspection_recommendation::Model;
    type Status = RecommendationStatus;
    type Facts = ();
    type Db = Conn;
    const STEPS: &'static [RecommendationStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<inspection_recommendation::Model> {
        repo::get(db, scope, id).await
    }

    fn current(
        inspection_recommendation: &inspection_recommendation::Model,
        _: &Scope,
    ) -> Current<RecommendationStatus> {
        let parties = vec![
            (Party::Owner, Seat::Addressed(Addressee::unit(inspection_recommendation.owner_unit_id))),
            (Party::Inspector, Seat::Addressed(Addressee::unit(inspection_recommendation.inspecting_unit_id))),
        ];
        Current {
            status: inspection_recommendation.status,
            version: inspection_recommendation.version,
            parties,
            authors: inspection_recommendation.authors.clone(),
        }
    }

    async fn facts(_: &inspection_recommendation::Model, _: &Conn, _: &Scope) -> Result<()> {
        Ok(())
    }
}
