//! HTTP for ladders of reminders, and for what they come to on a day.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::reminders::{
    dto::{CreateLadder, LadderFilter, LadderView, PlannedReminder, PreviewFilter},
    repo, service, view,
};

/// List ladders of reminders
///
/// Oldest first: of a movement the last one holds, and without any the last one for all.
#[utoipa::path(tag = "reminders", params(LadderFilter, PageQuery), responses((status = 200, body = Page<LadderView>)), security(("bearer" = ["reminders:read"])))]
#[get("/reminder-ladders")]
pub async fn list_reminder_ladders(can: Can<perm::RemindersRead>, query: ListQuery<LadderFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::ladders(db, &query.filter, &query.page, &query.list).await?;
            let views = async |rows: Vec<_>| {
                let mut rungs = repo::rungs_of(db, &rows).await?;
                Ok(rows.into_iter().map(|m| view::ladder(m, &mut rungs)).collect())
            };
            rows.page_of(views).await
        })
        .await
}

/// Give a ladder of reminders
///
/// With a document: by the head of the unit that launched a movement, for the ministry's also of its standing body; for all
/// movements that have none of their own by the standing body. It holds for what is not yet sent.
#[utoipa::path(tag = "reminders", request_body = CreateLadder, responses((status = 201, body = LadderView)), security(("bearer" = ["reminders:sign"])))]
#[post("/reminder-ladders")]
pub async fn give_reminder_ladder(command: Command<perm::RemindersSign>, body: Body<CreateLadder>) -> Result<Answer> {
    command.create(async |uow, scope| service::give(uow, scope, &body.0).await).await
}

/// Read a ladder of reminders
///
/// Its document and its steps.
#[utoipa::path(tag = "reminders", responses((status = 200, body = LadderView)), security(("bearer" = ["reminders:read"])))]
#[get("/reminder-ladders/{id}")]
pub async fn get_reminder_ladder(
    can: Can<perm::RemindersRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<LadderView>> {
    let db = can.state.db.read();
    let ladder = repo::ladder(db, *id).await?;
    let mut rungs = repo::rungs_of(db, std::slice::from_ref(&ladder)).await?;
    Ok(Found(view::ladder(ladder, &mut rungs)))
}

/// Preview what would be sent on a day
///
/// To the caller's units and those below, in the order of last days: what the ladder of the movement reaches on that day of
/// what is owed today and was not sent; nothing on a day that is over. A day of a year whose working days nobody knows is
/// refused.
#[utoipa::path(tag = "reminders", params(PreviewFilter, PageQuery), responses((status = 200, body = Page<PlannedReminder>)), security(("bearer" = ["reminders:read"])))]
#[get("/reminder-preview")]
pub async fn preview_reminders(can: Can<perm::RemindersRead>, query: ListQuery<PreviewFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let planned = service::preview(&can.state, &can.scope, &query.filter).await?;
            query.part(planned)
        })
        .await
}
