//! A question in its life cycle: it goes from the unit that asks to the unit that gave the guidance.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::guidance_question::{self, QuestionStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{QuestionAction, QuestionStep, STEPS},
};

impl Lifecycle for QuestionAction {
    type Paper = guidance_question::Model;
    type Status = QuestionStatus;
    type Facts = ();
    type Db = Conn;
    const STEPS: &'static [QuestionStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<guidance_question::Model> {
        repo::get(db, scope, id).await
    }

    fn current(guidance_question: &guidance_question::Model, _: &Scope) -> Current<QuestionStatus> {
        let guiding =
            Addressee { unit_id: guidance_question.guiding_unit_id, function: guidance_question.guiding_function };
        let parties = vec![
            (Party::Owner, Seat::Addressed(Addressee::unit(guidance_question.unit_id))),
            (Party::Addressee, Seat::Addressed(guiding)),
        ];
        Current {
            status: guidance_question.status,
            version: guidance_question.version,
            parties,
            authors: guidance_question.authors.clone(),
        }
    }

    async fn facts(_: &guidance_question::Model, _: &Conn, _: &Scope) -> Result<()> {
        Ok(())
    }
}
