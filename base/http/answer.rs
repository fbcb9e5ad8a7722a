//! Successful answers: one resource with its version, or a page or figure with a tag of its content.
use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::{StatusCode, header},
    web::Bytes,
};
use serde::Serialize;

use crate::http::{etag, later};
use crate::kernel::{
    digest,
    error::{Error, Result},
};

/// A resource with a version and a place of its own.
pub trait Resource: Serialize {
    fn version(&self) -> i64;
    /// Path from the root, without a host.
    fn location(&self) -> String;
}

/// Answers a read of one resource: 200 with its ETag, or 304.
pub struct Found<T>(pub T);

impl<T: Resource> Responder for Found<T> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let tag = etag::of_shown(self.0.version(), &bytes);
                Tagged { bytes: bytes.into(), tag }.answer(req, None)
            }
            Err(e) => Error::internal(e).into_response(),
        }
    }
}

/// Answers a read of what has no version: 200 with a tag of its bytes, or 304.
pub struct Listed<T> {
    pub body: T,
    /// The rest of a list, as a `Link` (RFC 8288).
    pub next: Option<String>,
}

impl<T> Listed<T> {
    pub const fn new(body: T) -> Self {
        Self { body, next: None }
    }
}

impl<T: Serialize> Responder for Listed<T> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        match serde_json::to_vec(&self.body) {
            Ok(bytes) => Tagged::new(bytes).answer(req, self.next),
            Err(e) => Error::internal(e).into_response(),
        }
    }
}

/// JSON bytes with the tag of what they say.
#[derive(Clone)]
pub struct Tagged {
    pub bytes: Bytes,
    tag: String,
}

impl Tagged {
    /// With a weak tag of the bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let tag = weak(&bytes);
        Self { bytes, tag }
    }

    pub fn answer(self, req: &HttpRequest, next: Option<String>) -> HttpResponse {
        let whole =
            || HttpResponse::Ok().content_type(mime()).insert_header((header::ETAG, &*self.tag)).body(self.bytes);
        let mut response = etag::not_modified(req.headers(), &self.tag).unwrap_or_else(whole);
        if let Some(link) = next.and_then(|url| format!("<{url}>; rel=\"next\"").parse().ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

fn weak(bytes: &[u8]) -> String {
    format!("W/\"{}\"", digest::tag::<22>(bytes))
}

fn mime() -> header::ContentType {
    header::ContentType::json()
}

impl Error {
    fn into_response(self) -> HttpResponse {
        HttpResponse::from_error(self)
    }
}

/// The answer to a command, as it was first given: it can be kept and given again.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: String,
    pub replayed: bool,
    pub dry_run: bool,
}

impl Answer {
    /// What has no version of its own: its tag is of its content, as that of a list.
    pub fn tagged<T: Serialize>(status: u16, location: Option<String>, told: &T) -> Result<Self> {
        let body = serde_json::to_string(told).map_err(Error::internal)?;
        let etag = Some(weak(body.as_bytes()));
        Ok(Self { status, etag, location, body, replayed: false, dry_run: false })
    }

    /// Nothing is left to show.
    pub const fn empty() -> Self {
        Self { status: 204, etag: None, location: None, body: String::new(), replayed: false, dry_run: false }
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        for (name, value) in [(header::ETAG, self.etag), (header::LOCATION, self.location)] {
            if let Some(value) = value {
                response.insert_header((name, value));
            }
        }
        if self.replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        if self.dry_run {
            response.insert_header(("Dry-Run", "true"));
        }
        if status == StatusCode::ACCEPTED {
            response.insert_header(("Preference-Applied", later::RESPOND_ASYNC));
        }
        if self.body.is_empty() {
            return response.finish();
        }
        response.content_type(mime()).body(self.body)
    }
}
