//! HTTP for reminders.
pub mod ladders;

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
    kernel::{error::Result, policy::perm, reason::Reason},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{CreateReminder, ReminderFilter, ReminderView, SignReminder},
    repo, service, view,
};

/// List reminders
///
/// Those that the caller's units sent and got, and those to units below. Orders: `created_at` (newest first), `due_on`.
#[utoipa::path(tag = "reminders", params(ReminderFilter, PageQuery), responses((status = 200, body = Page<ReminderView>)), security(("bearer" = ["reminders:read"])))]
#[get("/reminders")]
pub async fn list_reminders(can: Can<perm::RemindersRead>, query: ListQuery<ReminderFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(|m| view::reminder(&can.scope, m)))
        })
        .await
}

/// Remind a unit
///
/// Of what it owes to the caller's unit and has not sent, from the day on that the ladder gives the level, and while none above
/// it was sent and has not ended. A level that the ladder climbs by official letter is a draft until the head signs it: that
/// which the service drew up is written with it. Any other is sent at once. What is not below the caller's unit on the line is
/// not there.
#[utoipa::path(tag = "reminders", request_body = CreateReminder, responses((status = 201, body = ReminderView)), security(("bearer" = ["reminders:write"])))]
#[post("/reminders")]
pub async fn create_reminder(command: Command<perm::RemindersWrite>, body: Body<CreateReminder>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a reminder
///
/// What is reminded of, how far it is, and what the caller may do with it.
#[utoipa::path(tag = "reminders", responses((status = 200, body = ReminderView)), security(("bearer" = ["reminders:read"])))]
#[get("/reminders/{id}")]
pub async fn get_reminder(can: Can<perm::RemindersRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<ReminderView>> {
    let found = repo::get(can.state.db.read(), &can.scope, *id).await?;
    Ok(Found(view::reminder(&can.scope, found)))
}

/// Sign an official letter of reminder
///
/// Công văn đôn đốc: by the head of the upper unit, with its number and day. It is sent with that, and goes beyond what was
/// sent of lower levels.
#[utoipa::path(tag = "reminders", params(IfMatch), request_body = SignReminder, responses((status = 200, body = ReminderView)), security(("bearer" = ["reminders:sign"])))]
#[post("/reminders/{id}/sign")]
pub async fn sign_reminder(
    command: Command<perm::RemindersSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SignReminder>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::sign(uow, scope, *id, if_match, &body.0).await).await
}

/// Acknowledge a reminder
///
/// By the unit that is reminded; a letter by its head.
#[utoipa::path(tag = "reminders", params(IfMatch), responses((status = 200, body = ReminderView)), security(("bearer" = ["reminders:acknowledge"])))]
#[post("/reminders/{id}/acknowledge")]
pub async fn acknowledge_reminder(
    command: Command<perm::RemindersAcknowledge>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::acknowledge(uow, scope, *id, if_match).await).await
}

/// Withdraw a reminder
///
/// By the upper unit, with a reason: a letter that is not to be sent, or a reminder that was sent wrongly.
#[utoipa::path(tag = "reminders", params(IfMatch), request_body = Reason, responses((status = 200, body = ReminderView)), security(("bearer" = ["reminders:write"])))]
#[post("/reminders/{id}/withdraw")]
pub async fn withdraw_reminder(
    command: Command<perm::RemindersWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::withdraw(uow, scope, *id, if_match, &body.0).await).await
}
