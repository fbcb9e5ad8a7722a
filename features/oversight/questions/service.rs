//! What is done with questions: an addressee asks, the unit that gave the guidance answers.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors,
    guidance_question::{self, QuestionStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{AnswerQuestion, AskQuestion, QuestionWithActions},
    events::QuestionEvent,
    repo,
    rules::QuestionAction,
    view,
};
use crate::guidance::{self, rules::GuidanceAction};

/// What one unit asks on one piece of guidance.
const MOST: u64 = 200;

pub async fn ask(
    uow: &Uow,
    scope: &Scope,
    guidance_id: Uuid,
    if_match: IfMatch,
    input: &AskQuestion,
) -> Result<Recorded<QuestionWithActions>> {
    let (paper, ..) = uow.begin(scope, guidance_id, if_match, GuidanceAction::Ask).await?;
    let unit_id = guidance::service::addressee(scope, &paper, input.unit_id)?;
    if repo::count(&uow.tx, guidance_id, unit_id).await? >= MOST {
        return Err(Error::field("", Fault::TooLong));
    }
    let row = guidance_question::ActiveModel {
        id: Set(Uuid::now_v7()),
        guidance_id: Set(guidance_id),
        movement_id: Set(paper.guidance.movement_id),
        guiding_unit_id: Set(paper.guidance.unit_id),
        guiding_function: Set(paper.guidance.unit_function),
        unit_id: Set(unit_id),
        text: Set(input.text.to_string()),
        status: Set(QuestionStatus::Open),
        answer: Set(None),
        answered_at: Set(None),
        published: Set(false),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = guidance_question::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let change = QuestionEvent::Asked { guidance_id, by_unit_id: unit_id }.of(&made, &made);
    uow.record(change, view::whole(&uow.tx, scope, made).await?).await
}

pub async fn answer(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AnswerQuestion,
) -> Result<Recorded<QuestionWithActions>> {
    let (before, step, _) = uow.begin(scope, id, if_match, QuestionAction::Answer).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.answer = Set(Some(input.text.to_string()));
    next.answered_at = Set(Some(uow.now));
    next.published = Set(input.published);
    let after = uow.save(next, before.id, before.version).await?;
    let change = QuestionEvent::Answered { published: after.published }.of(&before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}
