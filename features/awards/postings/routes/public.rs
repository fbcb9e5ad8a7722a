//! HTTP for everybody, without an account.
use actix_web::{
    HttpRequest, HttpResponse, Responder, get,
    http::header::{CACHE_CONTROL, HeaderValue},
    post,
    web::{Data, Path},
};
use base::{
    http::{
        answer::{Answer, Listed},
        auth::Anyone,
        body::Body,
        client, edge,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
        state::AppState,
    },
    kernel::error::{Code, Result},
    store::{
        db::Actor,
        page::{Page, PageQuery},
    },
};
use organisation::auth::Throttle;
use secrecy::ExposeSecret;
use serde::Serialize;
use uuid::Uuid;

use crate::postings::{
    objections::{outside, repo as objections},
    public::{
        dto::{
            ObjectionSecret, PublicObjection, PublicPosting, PublicPostingSummary, RaiseObjection, RaisedObjection,
            WriteToObjection,
        },
        view,
    },
    repo,
};

const THREAD: &str = "/api/v1/public/objections/read";

/// List what is posted
///
/// Without a token: the lists that are posted today, the oldest first.
#[utoipa::path(tag = "postings", params(PageQuery), responses((status = 200, body = Page<PublicPostingSummary>)), security(()))]
#[get("/public/postings")]
pub async fn list_public_postings(_: Anyone, state: Data<AppState>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = state.db.read();
            let rows = repo::public_page(db, state.clock.today(), &query.page, &query.list).await?;
            rows.page_of(async |rows| view::summaries(db, rows).await).await
        })
        .await
}

/// Read what is posted
///
/// Without a token, from its first day to its last: who is proposed, in which position, at which unit and for which form of
/// award. What is not posted today is not there.
#[utoipa::path(tag = "postings", responses((status = 200, body = PublicPosting)), security(()))]
#[get("/public/postings/{id}")]
pub async fn get_public_posting(
    _: Anyone,
    state: Data<AppState>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<PublicPosting>> {
    let today = state.clock.today();
    let read = async |tx: &_| view::whole(tx, repo::public(tx, *id, today).await?).await;
    state.db.read_together(read).await.map(Listed::new)
}

/// Object to what is posted
///
/// Without a token, while the list is posted. The answer tells the secret of the objection, once: it opens the thread, and
/// nobody can tell it again. After five from one address the wait doubles with each further one.
#[utoipa::path(tag = "postings", request_body = RaiseObjection, responses((status = 201, body = RaisedObjection)), security(()))]
#[post("/public/postings/{posting_id}/objections")]
pub async fn raise_objection(
    _: Anyone,
    req: HttpRequest,
    (state, throttle): (Data<AppState>, Data<Throttle>),
    posting_id: Path<Uuid>,
    _: NoParams,
    body: Body<RaiseObjection>,
) -> Result<HttpResponse> {
    let (name, address) = named(&req, "objecting");
    // Never said to have succeeded: what is raised is counted, not what is guessed.
    let attempt = throttle.begin(&name, address, state.clock.now())?;
    let keys = state.keys.now();
    let raise = async |uow: &_| outside::raise(uow, &keys, *posting_id, &body.0).await;
    match state.db.write(&nobody(&req), raise).await {
        Ok(raised) => secretly(&req, 201, &raised),
        Err(e) => {
            // What was not kept fills nothing; but whoever tries ids of lists is counted.
            if e.code != Code::NotFound {
                throttle.withdrawn(attempt);
            }
            Err(e)
        }
    }
}

/// Read an objection by its secret
///
/// Without a token. The secret stands in the body, for addresses are written down on their way; one that opens nothing
/// answers 404, whatever the reason, and tries have the limits of signing in.
#[utoipa::path(tag = "postings", request_body = ObjectionSecret, responses((status = 200, body = PublicObjection)), security(()))]
#[post("/public/objections/read")]
pub async fn read_objection(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<ObjectionSecret>,
) -> Result<HttpResponse> {
    let keys = state.keys.now();
    let secret = body.0.secret.expose_secret();
    let read = async || {
        let read = async |tx: &_| view::objection(tx, &objections::opened(tx, &keys, secret).await?).await;
        state.db.read_latest_together(read).await
    };
    let found = tried(&req, &state, &throttle, read).await?;
    secretly(&req, 200, &found)
}

/// Write to an objection by its secret
///
/// Without a token, until it is decided or taken back; a thread has at most a hundred messages.
#[utoipa::path(tag = "postings", request_body = WriteToObjection, responses((status = 200, body = PublicObjection)), security(()))]
#[post("/public/objections/write")]
pub async fn write_to_objection(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<WriteToObjection>,
) -> Result<HttpResponse> {
    let (keys, actor) = (state.keys.now(), nobody(&req));
    let secret = body.0.secret.expose_secret();
    let write =
        async || state.db.write(&actor, async |uow: &_| outside::add(uow, &keys, secret, &body.0.text).await).await;
    let found = tried(&req, &state, &throttle, write).await?;
    secretly(&req, 200, &found)
}

/// Withdraw an objection by its secret
///
/// Without a token: whoever objected takes it back. The dossiers go on.
#[utoipa::path(tag = "postings", request_body = ObjectionSecret, responses((status = 200, body = PublicObjection)), security(()))]
#[post("/public/objections/withdraw")]
pub async fn withdraw_objection(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<ObjectionSecret>,
) -> Result<HttpResponse> {
    let (keys, actor) = (state.keys.now(), nobody(&req));
    let secret = body.0.secret.expose_secret();
    let take_back = async || state.db.write(&actor, async |uow: &_| outside::withdraw(uow, &keys, secret).await).await;
    let found = tried(&req, &state, &throttle, take_back).await?;
    secretly(&req, 200, &found)
}

/// Of no account: each address is counted for itself, and stands in nobody else's way.
fn named(req: &HttpRequest, what: &str) -> (String, Option<std::net::IpAddr>) {
    let address = client::address(req);
    let origin = address.map(client::origin).map(|origin| origin.to_string()).unwrap_or_default();
    (format!("{what} {origin}"), address)
}

fn nobody(req: &HttpRequest) -> Actor {
    Actor::system(&edge::trace_id(req))
}

/// Counts whoever guesses secrets.
async fn tried<T>(
    req: &HttpRequest,
    state: &AppState,
    throttle: &Throttle,
    work: impl AsyncFnOnce() -> Result<T>,
) -> Result<T> {
    let (name, address) = named(req, "objection");
    let attempt = throttle.begin(&name, address, state.clock.now())?;
    match work().await {
        Ok(done) => {
            throttle.succeeded(attempt);
            Ok(done)
        }
        Err(e) if e.code == Code::NotFound => Err(e),
        Err(e) => {
            throttle.withdrawn(attempt);
            Err(e)
        }
    }
}

/// For whoever has the secret, and for no store on the way.
fn secretly<T: Serialize>(req: &HttpRequest, status: u16, told: &T) -> Result<HttpResponse> {
    let location = (status == 201).then(|| THREAD.to_owned());
    let mut response = Answer::tagged(status, location, told)?.respond_to(req);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
