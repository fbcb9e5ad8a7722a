//! A question in its life cycle: it goes from the unit that asks to the unit that gave the guidance.
use entity::guidance_question::{self, QuestionStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{QuestionAction, QuestionStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for guidance_question::Model {
    type Action = QuestionAction;
    type Status = QuestionStatus;
    type Facts = ();
    const STEPS: &'static [QuestionStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, _: &Scope) -> Current<QuestionStatus> {
        let guiding = Addressee { unit_id: self.guiding_unit_id, function: self.guiding_function };
        let parties = vec![
            (Party::Owner, Seat::Addressed(Addressee::unit(self.unit_id))),
            (Party::Addressee, Seat::Addressed(guiding)),
        ];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
