//! The feed as server-sent events. Each round is a read like any other, by the rights of its moment.
use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    body::BodyStream,
    http::header::{CACHE_CONTROL, ContentEncoding},
    web::{Bytes, Data},
};
use base::{
    http::{state::AppState, streams::Place},
    kernel::{
        cursor::List,
        error::{Error, Result},
        principal::Principal,
    },
};
use futures_util::stream::{self, Stream};
use tokio::time::Instant;

use super::{
    dto::Change,
    page::{self, Asked, Part},
    position::{After, Position},
    session::Session,
    wait::{self, Mark},
};
use crate::resources::Resource;

/// So that proxies and clients know that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Entries that are sent together.
const BATCH: usize = 100;
/// Milliseconds after which a browser connects again.
const RETRY: &str = "retry: 2000\n\n";

pub struct Wanted {
    pub reader: Principal,
    pub after: After,
    pub types: Vec<Resource>,
    pub list: List,
}

/// One client's stream. What it holds between two pieces is in here: no connection of the database is.
struct Following {
    state: Data<AppState>,
    session: Session,
    asked: Asked,
    list: List,
    ends: Instant,
    seen: Mark,
    /// The first part is read before anything is answered: what it is refused for, is a problem.
    first: Option<Part>,
    /// Counts against the client as long as the stream lives.
    _place: Place,
}

pub async fn begin(req: &HttpRequest, state: Data<AppState>, wanted: Wanted) -> Result<HttpResponse> {
    let Wanted { reader, after, types, list } = wanted;
    let place = state.streams.open(reader.id())?;
    let session = Session::of(req);
    let asked = Asked { reader, after, limit: BATCH, types };
    let seen = wait::mark(&state).await?;
    let first = Some(page::read(&state, &asked).await?);
    let ends = session.bounds(&state, Instant::now() + state.streams.longest);
    let following = Following { state, session, asked, list, ends, seen, first, _place: place };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        // Neither compression nor a proxy is to wait for more.
        .insert_header(ContentEncoding::Identity)
        .insert_header(("X-Accel-Buffering", "no"))
        .body(BodyStream::new(pieces(following))))
}

fn pieces(following: Following) -> impl Stream<Item = Result<Bytes>> {
    let hello = Bytes::from_static(RETRY.as_bytes());
    stream::unfold((Some(hello), following), |(hello, mut following)| async move {
        if let Some(hello) = hello {
            return Some((Ok(hello), (None, following)));
        }
        // A failure ends the stream: the client connects again, and is told why.
        let piece = following.next().await.transpose()?;
        Some((piece, (None, following)))
    })
}

impl Following {
    /// The next piece; none at the end.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let part = match self.first.take() {
            Some(part) => part,
            None if !self.goes_on().await => return Ok(None),
            None => {
                self.seen = wait::mark(&self.state).await?;
                page::read(&self.state, &self.asked).await?
            }
        };
        self.asked.after = part.next.after();
        if !part.items.is_empty() {
            return self.events(&part.items).map(Some);
        }
        // Also where nothing was for this reader, so that it need not be looked through again.
        let position = Bytes::from(format!(": alive\nid: {}\n\n", part.next.cursor(&self.list)?));
        if !part.more {
            let until = (Instant::now() + HEARTBEAT).min(self.ends);
            wait::for_news(&self.state, self.seen, until).await?;
        }
        Ok(Some(position))
    }

    async fn goes_on(&self) -> bool {
        let alive = Instant::now() < self.ends && !self.state.streams.are_ending();
        alive && self.session.check(&self.state).await.is_ok()
    }

    /// A client that is cut off knows of a place once it has all of it: only the last event of each has an id.
    fn events(&self, items: &[(Change, Position)]) -> Result<Bytes> {
        let mut text = String::new();
        for (at, (change, position)) in items.iter().enumerate() {
            let last = items.get(at + 1).is_none_or(|(next, _)| next.seq != change.seq);
            if last {
                text += &format!("id: {}\n", position.cursor(&self.list)?);
            }
            let kind = serde_json::to_value(change.kind).map_err(Error::internal)?;
            let data = serde_json::to_string(change).map_err(Error::internal)?;
            text += &format!("event: {}\ndata: {data}\n\n", kind.as_str().unwrap_or_default());
        }
        Ok(Bytes::from(text))
    }
}
