//! Cross-origin requests (the CORS protocol of the Fetch standard): from the origins that the operator names, no others.
use actix_web::{
    HttpResponse,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
};

/// Everything that a browser does not send or show by itself.
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS: &str = "Accept, Accept-Language, Authorization, Consistency-Token, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, traceparent";
const ANSWER_HEADERS: &str = "Consistency-Token, Content-Disposition, Deprecation, Dry-Run, ETag, Idempotency-Replayed, Link, Location, Preference-Applied, \
    RateLimit, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate, X-Request-Id";
/// Seconds that a browser may remember an answer: after that it hears of a changed configuration.
const MAX_AGE: &str = "600";

/// The origins whose pages may read answers; none by default.
#[derive(Clone, Debug, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Each `scheme://host[:port]`, as browsers write it.
    pub fn new(origins: Vec<String>) -> anyhow::Result<Self> {
        for origin in &origins {
            anyhow::ensure!(is_origin(origin), "--cors-origin: {origin} is no origin like https://portal.example.vn");
            anyhow::ensure!(
                !names_usual_port(origin),
                "--cors-origin: browsers write {origin} without its port: leave it out"
            );
        }
        Ok(Self(origins))
    }

    /// The origin of a request, where it is one of these. Never `*`: answers depend on who asks.
    pub fn of(&self, headers: &HeaderMap) -> Origin {
        let origin = headers
            .get(header::ORIGIN)
            .filter(|origin| self.0.iter().any(|known| known.as_bytes() == origin.as_bytes()));
        Origin { named: origin.cloned(), configured: !self.0.is_empty() }
    }
}

/// Where a request comes from.
pub struct Origin {
    named: Option<HeaderValue>,
    configured: bool,
}

impl Origin {
    /// What a browser asks before it sends a request that a page could not always send.
    pub fn preflight(&self, req: &ServiceRequest) -> Option<HttpResponse> {
        let asked =
            req.method() == Method::OPTIONS && req.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let answer = || {
            HttpResponse::NoContent()
                .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS))
                .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS))
                .insert_header((header::ACCESS_CONTROL_MAX_AGE, MAX_AGE))
                .insert_header((header::VARY, "Access-Control-Request-Method, Access-Control-Request-Headers"))
                .finish()
        };
        (asked && self.named.is_some()).then(answer)
    }

    /// Lets the page of a named origin read the answer, and tells caches that it depends on the origin.
    pub fn allow(&self, headers: &mut HeaderMap) {
        if self.configured {
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(origin) = &self.named {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(ANSWER_HEADERS));
        }
    }
}

fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<actix_web::http::Uri>() else { return false };
    let lower = text.chars().all(|c| !c.is_ascii_uppercase() && c != '*' && c != '@');
    let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
    lower
        && scheme
        && uri.host().is_some_and(|host| !host.is_empty())
        && !text.ends_with('/')
        && uri.path() == "/"
        && uri.query().is_none()
}

/// An origin is compared as text, and browsers leave out the port that its scheme has anyhow.
fn names_usual_port(origin: &str) -> bool {
    let written = |scheme: &str, port: &str| origin.strip_prefix(scheme).is_some_and(|rest| rest.ends_with(port));
    written("https://", ":443") || written("http://", ":80")
}
