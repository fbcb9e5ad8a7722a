//! HTTP for calendars that programs subscribe to.
use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::header::CACHE_CONTROL,
    post,
    web::{Data, Path},
};
use base::{
    http::{
        answer::Answer,
        auth::{Anyone, Can},
        client,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
        state::AppState,
    },
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use organisation::auth::Throttle;
use uuid::Uuid;

use super::{
    dto::{FeedView, NewFeed},
    due, ics, service,
};

const NAME: &str = "Thi đua: hạn gửi";

/// List my calendars
///
/// Without their addresses, which are told once. Oldest first.
#[utoipa::path(tag = "me", params(PageQuery), responses((status = 200, body = Page<FeedView>)), security(("bearer" = ["me:read"])))]
#[get("/me/calendars")]
pub async fn list_my_calendars(can: Can<perm::MeRead>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let feeds = service::list(can.state.db.read(), can.scope.user_id).await?;
            query.part(feeds)
        })
        .await
}

/// Make a calendar to subscribe to
///
/// Answers its address once; it is kept as a digest only. Whoever knows the address reads what the caller's units owe, until
/// it is revoked or the account's rights end. At most ten.
#[utoipa::path(tag = "me", responses((status = 201, body = NewFeed)), security(("bearer" = ["me:read"])))]
#[post("/me/calendars")]
pub async fn make_my_calendar(can: Can<perm::MeRead>, _: NoParams) -> Result<Answer> {
    let keys = can.state.keys.now();
    let make = async |uow: &_| service::make(uow, can.scope.user_id, &keys).await;
    let made = can.state.db.write(&can.actor, make).await?;
    Answer::tagged(201, Some(made.path.clone()), &made)
}

/// Revoke a calendar
///
/// Its address is good no longer.
#[utoipa::path(tag = "me", params(IfMatch), responses((status = 204)), security(("bearer" = ["me:read"])))]
#[delete("/me/calendars/{id}")]
pub async fn revoke_my_calendar(command: Command<perm::MeRead>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    command.delete(async |uow, scope| service::revoke(uow, scope.user_id, *id, if_match).await).await
}

/// Read a calendar
///
/// For calendar programs, without a token: the last days of reports, supplements and plans of its owner's units, each a whole
/// day with an id that stays and a `SEQUENCE` that grows; what is waived is cancelled. An address that opens nothing answers
/// 404, whatever the reason; tries have the limits of signing in.
#[utoipa::path(tag = "me", params(("secret" = String, Path, description = "What makes the address a secret.", min_length = 64, max_length = 64)), responses((status = 200, content_type = "text/calendar", body = String)), security(()))]
#[get("/calendars/{secret}.ics")]
pub async fn read_calendar(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    secret: Path<String>,
    _: NoParams,
) -> Result<HttpResponse> {
    let address = client::address(&req);
    // Of no account: each address is counted for itself, and stands in nobody else's way.
    let name = format!("calendar {}", address.map(client::origin).map(|origin| origin.to_string()).unwrap_or_default());
    let attempt = throttle.begin(&name, address, state.clock.now())?;
    let scope = match service::opened(&state, &secret).await {
        Ok(Some(scope)) => scope,
        Ok(None) => return Err(Error::new(Code::NotFound)),
        Err(e) => {
            throttle.withdrawn(attempt);
            return Err(e);
        }
    };
    throttle.succeeded(attempt);
    let days = state.db.read_latest_together(async |tx| due::days(tx, &scope).await).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "private, no-store")).content_type("text/calendar; charset=utf-8");
    Ok(response.body(ics::calendar(NAME, &days)))
}
