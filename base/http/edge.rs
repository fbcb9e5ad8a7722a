//! The one middleware: every request gets a trace id, every answer its headers, every failure a problem.
use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use tracing::{Dispatch, Instrument, Span, instrument::WithSubscriber};
use uuid::Uuid;

use crate::{
    http::{
        auth::{self, Verified},
        body::check_encoding,
        client,
        cors::Origin,
        deprecated::Deprecated,
        inside::FromInside,
        metrics::{self, Label},
        problem::{self, Language, Occurrence},
        published::Published,
        rate_limit::{Left, Who},
        state::AppState,
        table::{Format, Offer, Offers},
        traced, unseen,
        usage::Meter,
    },
    kernel::{
        error::{Code, Error, Look, Result},
        id, trace,
    },
    store::db::Seen,
};

/// Where files are sent to.
const FILES: &str = "/api/v1/files";
/// For what the service asks of itself: nobody waits for it.
const UNHURRIED: Duration = Duration::from_secs(3600);
/// More than the deadline, for what sends a file over a slow line.
const SENDING: Duration = Duration::from_secs(900);

#[derive(Clone)]
struct TraceId(String);

/// The id under which this request is logged, journalled and told to the caller.
pub fn trace_id(req: &HttpRequest) -> String {
    req.extensions().get::<TraceId>().map(|t| t.0.clone()).unwrap_or_default()
}

pub async fn edge(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let started = Instant::now();
    let unseen = unseen::is_unseen(req.path());
    let trace_id = traced::id(req.headers(), unseen);
    req.extensions_mut().insert(TraceId(trace_id.clone()));
    let method = req.method().clone();
    if method == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    let language = Language::of(text(req.headers(), header::ACCEPT_LANGUAGE));
    let client = client::address(req.request()).filter(|_| !unseen);
    let span = if unseen { Span::none() } else { span(&trace_id, &method, client) };
    let path = unseen::without_secret(req.path()).to_owned();
    let traced = traced::span(&trace_id, req.headers(), unseen);
    let answering = Box::pin(async {
        let origins = auth::state(req.request()).map(|state| state.cors.clone()).unwrap_or_default();
        let origin = origins.of(req.headers());
        if let Some(answer) = origin.preflight(&req) {
            let mut res = req.into_response(answer);
            finish(res.headers_mut(), &trace_id, None);
            origin.allow(res.headers_mut());
            return Ok(res);
        }
        let admitted = admit(&req, client).await;
        let meter = Meter::of(req.request());
        let (mut res, left) = match admitted {
            Ok(admitted) => {
                let left = admitted.left;
                match within_deadline(req, next, admitted).await? {
                    Some(res) => (res, left),
                    None => {
                        meter.count(StatusCode::SERVICE_UNAVAILABLE);
                        let at = Occurrence { language, trace_id: &trace_id, path: &path };
                        return Err(given_up(&at, &method, left, (started, &traced), &origin));
                    }
                }
            }
            Err(refusal) => (req.error_response(refusal).map_into_boxed_body(), None),
        };
        let label = Label::of(res.request(), &method);
        let deprecated = Deprecated::of(res.request());
        if let Some(error) = failure(&res) {
            res = explain(res, error, &Occurrence { language, trace_id: &trace_id, path: &path });
        }
        finish(res.headers_mut(), &trace_id, left);
        if let Some(deprecated) = deprecated {
            deprecated.tell(res.headers_mut());
        }
        origin.allow(res.headers_mut());
        if !unseen {
            meter.count(res.status());
            account_for(label, res.status(), started, &traced);
        }
        Ok(res)
    });
    if unseen { silently(answering).await } else { traced.during(answering.instrument(span)).await }
}

/// Whatever is used within writes no line either.
async fn silently<F: Future>(work: F) -> F::Output {
    work.with_subscriber(Dispatch::none()).await
}

fn span(trace_id: &str, method: &Method, client: Option<IpAddr>) -> Span {
    let client = client.map(tracing::field::display);
    let method = metrics::method_name(method);
    tracing::info_span!("request", trace_id, method, client)
}

/// A request that may go on.
struct Admitted {
    left: Option<Left>,
    state: Data<AppState>,
    user: Option<Uuid>,
    seen: Seen,
    bound: Duration,
}

/// The answer; none at the deadline.
async fn within_deadline(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    admitted: Admitted,
) -> Result<Option<ServiceResponse<BoxBody>>, ActixError> {
    let Admitted { state, user, seen, bound, .. } = admitted;
    let before = seen.get();
    let Ok(res) = tokio::time::timeout(bound, seen.during(next.call(req))).await else {
        state.pulse.gave_up();
        return Ok(None);
    };
    state.pulse.answered();
    let mut res = res?.map_into_boxed_body();
    if let Some(token) = state.last_writes.token(user, before, &seen)
        && let Ok(token) = HeaderValue::from_str(&token)
    {
        res.headers_mut().insert(HeaderName::from_static("consistency-token"), token);
    }
    Ok(Some(res))
}

/// The request is gone with the work that was given up: the answer comes as an error that brings it along.
fn given_up(
    at: &Occurrence<'_>,
    method: &Method,
    left: Option<Left>,
    (started, traced): (Instant, &trace::Span),
    origin: &Origin,
) -> ActixError {
    tracing::error!(path = at.path, "the request was given up at its deadline");
    let mut response = problem::render(&Error::new(Code::Unavailable), at);
    finish(response.headers_mut(), at.trace_id, left);
    origin.allow(response.headers_mut());
    account_for(Label::given_up(method), response.status(), started, traced);
    InternalError::from_response("deadline", response).into()
}

/// What can be refused before anything is looked up.
async fn admit(req: &ServiceRequest, client: Option<IpAddr>) -> Result<Admitted> {
    let state = auth::state(req.request())?;
    let bearer = auth::bearer(req.request()).filter(|_| !unseen::is_unseen(req.path()));
    let claims = auth::look(req.request(), &state, bearer).await;
    let who = Who::of(&state, claims.as_deref(), client).await;
    let left = who.map(|who| state.limits.check(&who)).transpose()?.flatten();
    if req.path().starts_with("/api/") {
        check_accept(req)?;
        if req.path().split('/').any(id::is_misspelt) {
            return Err(Error::new(Code::NotFound));
        }
        if req.method() != Method::GET {
            check_encoding(req.headers())?;
        }
    }
    Published::check_no_body(req.request())?;
    let user = req.extensions().get::<Verified>().map(|verified| verified.0.sub);
    let seen = state.last_writes.seen(user, req.headers())?;
    // Of a file that is sent `files` watches the pace.
    let sends_file = req.method() == Method::POST && req.path() == FILES;
    let bound = if req.extensions().contains::<FromInside>() {
        UNHURRIED
    } else if sends_file {
        state.deadline + SENDING
    } else {
        state.deadline
    };
    Ok(Admitted { left, state, user, seen, bound })
}

/// JSON is on offer everywhere, other formats where the operation says so.
fn check_accept(req: &ServiceRequest) -> Result<()> {
    if Format::wanted(req.headers(), Format::ALONE).is_ok() {
        return Ok(());
    }
    let offers = req.app_data::<Offers>().filter(|_| req.method() == Method::GET);
    match offers.map_or(Offer::Json, |offers| offers.0(req.path())) {
        Offer::Bytes => Ok(()),
        Offer::Tables => Format::wanted(req.headers(), Format::ALL).map(drop),
        Offer::Json => Format::wanted(req.headers(), Format::ALONE).map(drop),
    }
}

/// Our own error, or what the framework refused by itself.
fn failure(res: &ServiceResponse<BoxBody>) -> Option<Error> {
    let error = res.response().error()?;
    if let Some(ours) = error.as_error::<Error>() {
        let copy = Error {
            about: ours.about,
            fields: ours.fields.clone(),
            retry_after: ours.retry_after,
            denied: ours.denied,
            limit: ours.limit,
            ..Error::with(ours.code, ours.particulars.clone())
        };
        if ours.code.spec().status >= 500 {
            tracing::error!(code = ours.code.spec().slug, source = ?ours.source, "request failed");
        }
        return Some(copy);
    }
    tracing::warn!(%error, "refused by the framework");
    let status = res.status().as_u16();
    let code = Code::ALL.into_iter().find(|c| c.spec().status == status).unwrap_or(Code::MalformedRequest);
    Some(Error::with(code, error.to_string()))
}

fn explain(res: ServiceResponse<BoxBody>, error: Error, at: &Occurrence<'_>) -> ServiceResponse<BoxBody> {
    if let (Some(denied), Ok(state)) = (error.denied, auth::state(res.request())) {
        // A full queue loses the record of a refusal, never the refusal.
        if state.looks.try_send(Look::Refused(denied)).is_err() {
            tracing::warn!("the queue of looks is full");
        }
    }
    let response: HttpResponse = problem::render(&error, at);
    res.into_response(response)
}

fn finish(headers: &mut HeaderMap, trace_id: &str, left: Option<Left>) {
    // A limit that was reached has been told already.
    let limited = headers.contains_key("ratelimit");
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(HeaderName::from_static("x-request-id"), trace_id);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    if let Some(left) = left.filter(|_| !limited) {
        set(HeaderName::from_static("ratelimit-policy"), &left.policy());
        set(HeaderName::from_static("ratelimit"), &left.header());
    }
    // It told `Compress` to leave the bytes as they are, and says nothing to clients (RFC 9110, section 8.4.1).
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, nothing);
    }
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Authorization"));
}

fn account_for(label: Label, status: StatusCode, started: Instant, traced: &trace::Span) {
    let elapsed = started.elapsed();
    traced.answered(label.method, label.route, status.as_u16());
    metrics::record(label, status, elapsed);
    tracing::info!(route = label.route, status = status.as_u16(), duration_us = elapsed.as_micros(), "answered");
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
