//! HTTP for the feed.
use actix_web::{HttpRequest, HttpResponse, get};
use base::{
    http::{answer::Listed, auth::Can, query::Params},
    kernel::{error::Result, policy::perm},
};

use super::{
    dto::{ChangesQuery, ChangesView, EventStream, LastEventId, StreamQuery},
    page::{self, Asked},
    position::{After, of_reader},
    session::Session,
    stream, wait,
};

/// List what has changed
///
/// Of the resources that `/snapshot` has: what the caller may see of it at the time of reading, in one order without gaps, at
/// least once. An entry tells what to read again; a 404 then means that it is gone. Targets are parts of their plan: an entry about
/// a plan is one about its targets too. Where many rows show what is said otherwise, as the name of an indicator or of an award form,
/// an `entered_scope` names their `resource` alone: its snapshot is read again. Members that tell how something stands today
/// (`actions`, `late`, `overdue` and the like, `legal_bases` of a dossier until it is received) change with the clock, roles and
/// other papers, and are told by no entry.
///
/// Begin with the `cursor` of a snapshot, keep `next_cursor` of each part, and send it as `after`. A position that is older than what
/// is kept, or beyond the end, answers 410: then the snapshots are read again.
#[utoipa::path(tag = "integration", params(ChangesQuery), responses((status = 200, body = ChangesView)), security(("bearer" = ["changes:read"])))]
#[get("/changes")]
pub async fn list_changes(
    can: Can<perm::ChangesRead>,
    query: Params<ChangesQuery>,
    req: HttpRequest,
) -> Result<Listed<ChangesView>> {
    let (state, reader, query) = (&can.state, can.scope.principal().clone(), query.0);
    let list = of_reader(reader.id(), state.keys.now());
    let (limit, seconds) = (query.limit()?, query.wait()?);
    let after = After::read(query.after.as_deref(), &list)?;
    let mut asked = Asked { reader, after, limit, types: query.types };
    let session = Session::of(&req);
    let until = session.bounds(state, wait::until(state, seconds));
    let mut seen = wait::mark(state).await?;
    let mut part = page::read(state, &asked).await?;
    while seconds > 0 && part.items.is_empty() && !part.more && wait::for_news(state, seen, until).await? {
        session.check(state).await?;
        seen = wait::mark(state).await?;
        asked.after = part.next.after();
        part = page::read(state, &asked).await?;
    }
    let next_cursor = part.next.cursor(&list)?;
    let items = part.items.into_iter().map(|(change, _)| change).collect();
    Ok(Listed::new(ChangesView { items, next_cursor, more: part.more, sealed_seq: part.sealed }))
}

/// Follow what changes
///
/// The entries of `/changes` as server-sent events, as they are sealed. A comment comes every 15 seconds. The stream ends with the
/// access token, when the service stops, and after as long as the operator allows; a client connects again with
/// `Last-Event-ID` and a token of the day, and misses nothing. Four at a time for each account.
#[utoipa::path(tag = "integration", params(StreamQuery, LastEventId), responses((status = 200, content_type = "text/event-stream", body = EventStream)), security(("bearer" = ["changes:read"])))]
#[get("/changes/stream")]
pub async fn stream_changes(
    can: Can<perm::ChangesRead>,
    query: Params<StreamQuery>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let (reader, query) = (can.scope.principal().clone(), query.0);
    let list = of_reader(reader.id(), can.state.keys.now());
    let last = req.headers().get("last-event-id").and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    let after = After::read(last.or(query.after.as_deref()), &list)?;
    stream::begin(&req, can.state, stream::Wanted { reader, after, types: query.types, list }).await
}
