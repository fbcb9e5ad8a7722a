//! HTTP for questions on guidance.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{AnswerQuestion, AskQuestion, QuestionFilter, QuestionView, QuestionWithActions},
    repo, service, view,
};

/// Ask about guidance
///
/// By somebody of an addressed unit, under the version that was read, which stays.
#[utoipa::path(tag = "guidance", params(IfMatch), request_body = AskQuestion, responses((status = 201, body = QuestionWithActions)), security(("bearer" = ["guidance:acknowledge"])))]
#[post("/guidance/{id}/ask")]
pub async fn ask_on_guidance(
    command: Command<perm::GuidanceAcknowledge>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AskQuestion>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::ask(uow, scope, *id, if_match, &body.0).await).await
}

/// List questions on guidance
///
/// Those that the caller's units have asked or were asked, those asked of units below, and what was published to the
/// caller's units. Order: `updated_at` (newest first).
#[utoipa::path(tag = "guidance", params(QuestionFilter, PageQuery), responses((status = 200, body = Page<QuestionView>)), security(("bearer" = ["guidance:read"])))]
#[get("/guidance-questions")]
pub async fn list_guidance_questions(
    can: Can<perm::GuidanceRead>,
    query: ListQuery<QuestionFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(|row| view::one(&can.scope, row)))
        })
        .await
}

/// Read a question on guidance
#[utoipa::path(tag = "guidance", responses((status = 200, body = QuestionWithActions)), security(("bearer" = ["guidance:read"])))]
#[get("/guidance-questions/{id}")]
pub async fn get_guidance_question(
    can: Can<perm::GuidanceRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<QuestionWithActions>> {
    let db = can.state.db.read();
    view::whole(db, &can.scope, repo::get(db, &can.scope, *id).await?).await.map(Found)
}

/// Answer a question on guidance
///
/// By an officer of the unit that gave it, once; published, all addressees read question and answer.
#[utoipa::path(tag = "guidance", params(IfMatch), request_body = AnswerQuestion, responses((status = 200, body = QuestionWithActions)), security(("bearer" = ["guidance:write"])))]
#[post("/guidance-questions/{id}/answer")]
pub async fn answer_guidance_question(
    command: Command<perm::GuidanceWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AnswerQuestion>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::answer(uow, scope, *id, if_match, &body.0).await).await
}
