//! What is counted of requests. Every label comes from a closed list: whatever callers send, the number of series stays
//! that of the operations of the spec.
use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::{Method, StatusCode},
};

use crate::http::place;

/// In the application's data: the route of a method and a pattern, where the spec or the service has such an operation.
#[derive(Clone, Copy)]
pub struct Routes(pub fn(&Method, &'static str) -> Option<&'static str>);

/// A request as metrics and log lines name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    pub route: &'static str,
    pub method: &'static str,
}

/// Of everything that is no operation.
const UNKNOWN: &str = "unknown";

impl Label {
    /// `method` is the one that was sent: `req` may hold what it is answered as.
    pub fn of(req: &HttpRequest, method: &Method) -> Self {
        let route = req.app_data::<Routes>().zip(place::pattern(req));
        let route = route.and_then(|(routes, pattern)| routes.0(req.method(), pattern));
        Self { route: route.unwrap_or(UNKNOWN), method: method_name(method) }
    }
}

impl Label {
    /// Of a request whose deadline has passed: it is gone, and with it what it was.
    pub fn given_up(method: &Method) -> Self {
        Self { route: "deadline", method: method_name(method) }
    }
}

/// The methods of HTTP (RFC 9110, section 9; RFC 5789); any other word is not repeated.
pub fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

pub fn record(label: Label, status: StatusCode, elapsed: Duration) {
    let Label { route, method } = label;
    let status = status.as_str().to_owned();
    metrics::histogram!("http_request_duration_seconds", "route" => route, "method" => method, "status" => status)
        .record(elapsed.as_secs_f64());
}
