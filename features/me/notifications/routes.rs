//! HTTP for what the caller's units are told of.
use actix_web::{get, post};
use base::{
    http::{
        answer::Listed,
        auth::Can,
        body::Body,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};

use super::{
    dto::{NotificationFilter, NotificationView, NotificationsRead, ReadNotifications},
    repo::{self, Told},
    service,
};

/// List what my units are told of
///
/// Newest first, of the last 90 days and at most 500: reminders, papers that were received, accepted or returned, days that were
/// moved, messages on reports, guidance, answers to questions, inspections and what they recommend, decisions, good examples,
/// and sessions of councils. Everybody who reads the unit's papers is told the same; what is read is each person's own.
#[utoipa::path(tag = "me", params(NotificationFilter, PageQuery), responses((status = 200, body = Page<NotificationView>)), security(("bearer" = ["me:read"])))]
#[get("/me/notifications")]
pub async fn list_my_notifications(can: Can<perm::MeRead>, query: ListQuery<NotificationFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let (db, scope) = (can.state.db.read(), &can.scope);
            let told = repo::told(db, scope, can.state.clock.now()).await?;
            let read = repo::read(db, scope.user_id, &told).await?;
            let views = told.into_iter().map(|Told { entry, unit_id }| NotificationView {
                read: read.contains(&entry.id),
                id: entry.id,
                event: entry.event,
                at: entry.at,
                subject_type: entry.subject_type,
                subject_id: entry.subject_id,
                unit_id,
                unit_name: scope.organisation.name(unit_id, scope.today).to_owned(),
            });
            query.part(views.filter(|one| query.filter.read.is_none_or(|read| read == one.read)).collect())
        })
        .await
}

/// Say what I have read
///
/// Up to one that was seen, or some by their ids. Said again it changes nothing.
#[utoipa::path(tag = "me", request_body = ReadNotifications, responses((status = 200, body = NotificationsRead)), security(("bearer" = ["me:read"])))]
#[post("/me/notifications/read")]
pub async fn read_my_notifications(
    can: Can<perm::MeRead>,
    _: NoParams,
    body: Body<ReadNotifications>,
) -> Result<Listed<NotificationsRead>> {
    let marked = can.state.db.maintain("notifications", async |uow| service::mark(uow, &can.scope, &body.0).await);
    Ok(Listed::new(marked.await?))
}
