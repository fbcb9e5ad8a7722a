//! Versions of resources on the wire (RFC 9110, sections 8.8.3 and 13).
use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::header::{self, HeaderMap, HeaderName},
};
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterBuilder, ParameterIn},
};

pub use crate::kernel::precondition::IfMatch;
use crate::{
    http::auth::let_in,
    kernel::{
        digest,
        error::{Code, Error, Result},
        precondition::MOST,
    },
};

/// The tag of a thing: its version, by which it is changed, and a digest of what was shown, which moves while the version stays:
/// by the clock, by other papers, by what the reader may do.
pub fn of_shown(version: i64, shown: &[u8]) -> String {
    format!("\"v{version}-{}\"", digest::tag::<16>(shown))
}

impl IfMatch {
    fn read(headers: &HeaderMap) -> Result<Self> {
        if !headers.contains_key(header::IF_MATCH) {
            return Err(Error::new(Code::PreconditionRequired));
        }
        let malformed = || Error::with(Code::MalformedRequest, "If-Match");
        let tags = tags(headers, header::IF_MATCH).ok_or_else(malformed)?;
        if tags == ["*"] {
            return Ok(Self::Any);
        }
        // Tags of others are no fault: they name no version of ours.
        let versions = tags.iter().filter_map(|tag| version(tag));
        let mut seen = [0; MOST];
        for (at, version) in versions.enumerate() {
            *seen.get_mut(at).ok_or_else(malformed)? = version;
        }
        Ok(Self::Versions(seen))
    }
}

/// Of a tag with a digest and of one without: what moves while the version stays is no reason to refuse a change.
fn version(tag: &str) -> Option<i64> {
    let inner = bare(tag).strip_prefix("\"v")?.strip_suffix('"')?;
    let digits = inner.split_once('-').map_or(inner, |(version, _)| version);
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain)
}

/// Without the mark of a weak tag: proxies that compress turn strong tags into weak ones.
fn bare(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// The tags of all lines of a header, or `*` alone; none where it is no such list (RFC 9110, section 8.8.3).
fn tags(headers: &HeaderMap, name: HeaderName) -> Option<Vec<&str>> {
    let mut found = vec![];
    for line in headers.get_all(name) {
        let mut rest = line.to_str().ok()?;
        loop {
            rest = rest.trim_start_matches([',', ' ', '\t']);
            if rest.is_empty() {
                break;
            }
            let opening = if rest.starts_with("W/") { 2 } else { 0 };
            let end = match rest.get(opening..)?.strip_prefix('"') {
                Some(inner) => opening + inner.find('"')? + 2,
                None if rest.starts_with('*') => 1,
                None => return None,
            };
            let (tag, after) = rest.split_at_checked(end)?;
            found.push(tag);
            rest = after.trim_start_matches([' ', '\t']);
            if !rest.is_empty() && !rest.starts_with(',') {
                return None;
            }
        }
    }
    // `*` stands alone.
    (!found.is_empty() && (found.len() == 1 || !found.contains(&"*"))).then_some(found)
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let_in(&req).await;
            Self::read(req.headers())
        })
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        parameters()
    }
}

/// Compiled once, where the generic function that asks for it is compiled for each operation.
fn parameters() -> Vec<Parameter> {
    let schema = utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .max_length(Some(400))
        .examples(["\"v1\"", "\"v1\", \"v2\""])
        .build();
    vec![
        ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(utoipa::openapi::Required::True)
            .description(Some(
                "The ETag last read, or several, any of which may be the current one; `*` for whatever is there. What counts is its version.",
            ))
            .schema(Some(schema))
            .build(),
    ]
}

/// The answer to a read that was allowed, where `If-None-Match` names this tag, by weak comparison.
pub fn not_modified(headers: &HeaderMap, etag: &str) -> Option<HttpResponse> {
    let named = tags(headers, header::IF_NONE_MATCH).unwrap_or_default();
    let known = named.into_iter().any(|tag| tag == "*" || bare(tag) == bare(etag));
    known.then(|| HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish())
}
