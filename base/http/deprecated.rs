//! Operations that will go, and what their answers say of it.
use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, HeaderName, HeaderValue, LINK},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::place;

/// An operation that will go. Days are those of UTC, as in the headers.
#[derive(Clone, Copy, Debug)]
pub struct Deprecated {
    /// In capitals.
    pub method: &'static str,
    /// As the spec writes it.
    pub path: &'static str,
    /// From this day nobody should begin to use it.
    pub since: NaiveDate,
    /// The last day on which it answers.
    pub until: NaiveDate,
    /// The path that takes its place.
    pub instead: &'static str,
}

/// In the application's data.
#[derive(Clone, Copy)]
pub struct Deprecations(pub &'static [Deprecated]);

impl Deprecated {
    pub fn of(req: &HttpRequest) -> Option<&'static Self> {
        let known = req.app_data::<Deprecations>().filter(|known| !known.0.is_empty())?.0;
        let pattern = place::pattern(req)?;
        known.iter().find(|one| one.path == pattern && one.method == req.method().as_str())
    }

    /// `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and what comes after it (RFC 5829). A list has a `Link` of its own.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let said = [
            (HeaderName::from_static("deprecation"), format!("@{}", start(self.since).timestamp())),
            (HeaderName::from_static("sunset"), http_date(start(self.until) + TimeDelta::days(1))),
            (LINK, format!("<{}>; rel=\"successor-version\"", self.instead)),
        ];
        for (name, value) in said {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(name, value);
            }
        }
    }
}

fn start(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(Default::default()).and_utc()
}

/// RFC 9110, section 5.6.7.
fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
