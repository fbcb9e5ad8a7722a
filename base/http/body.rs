//! JSON bodies, read strictly: unknown members, wrong types and bad text are refused with a pointer.
use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::{self, HeaderMap, HeaderValue},
    web,
};
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::{
    http::{
        auth::let_in,
        idempotency::{self, BodyDigest},
        later,
        published::Published,
    },
    kernel::error::{Code, Error, Fault, FieldError, Result},
};

/// More than any document of this API; files have limits of their own.
pub const MAX_BYTES: usize = 1024 * 1024;
const MEDIA_TYPES: [&str; 2] = ["application/json", "application/merge-patch+json"];

/// A JSON body, valid by its type and by `validator`.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let payload = web::Payload::from_request(&req, payload).into_inner();
        Box::pin(async move {
            let_in(&req).await;
            check_media_type(&req)?;
            let payload = payload.map_err(|e| Error::with(Code::MalformedRequest, e.to_string()))?;
            let bytes = read(&req, payload, MAX_BYTES).await?;
            if req.headers().contains_key(idempotency::HEADER) {
                req.extensions_mut().insert(BodyDigest::of(&bytes));
            }
            if later::is_wanted(&req) {
                req.extensions_mut().insert(later::Came(bytes.clone()));
            }
            Published::check_body(&req, &bytes)?;
            parse(&bytes).map(Self)
        })
    }
}

fn check_media_type(req: &HttpRequest) -> Result<()> {
    let given = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (essence, _) = given.split_once(';').unwrap_or((given, ""));
    let patch = req.method() == actix_web::http::Method::PATCH;
    let offered = if patch { &MEDIA_TYPES[..] } else { &MEDIA_TYPES[..1] };
    if offered.contains(&essence.trim().to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    Err(Error::with(Code::UnsupportedMediaType, offered.join(", ")))
}

/// Refuses a body that is packed or of another charset than UTF-8 (RFC 8259, section 8.1): read as it is, it would be
/// something else, or nothing.
pub fn check_encoding(headers: &HeaderMap) -> Result<()> {
    let text = |value: &HeaderValue| value.to_str().unwrap_or("unreadable").to_ascii_lowercase();
    let packed = headers.get_all(header::CONTENT_ENCODING).any(|value| text(value).trim() != "identity");
    let media_type = headers.get(header::CONTENT_TYPE).map(text).unwrap_or_default();
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim() == "charset");
    if packed || charsets.any(|(_, charset)| charset.trim().trim_matches('"') != "utf-8") {
        return Err(Error::with(Code::UnsupportedMediaType, "charset=utf-8; Content-Encoding: identity"));
    }
    Ok(())
}

pub async fn read(req: &HttpRequest, payload: web::Payload, most: usize) -> Result<web::Bytes> {
    let too_large = || Error::with(Code::PayloadTooLarge, most.to_string());
    let announced = req.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    match payload.to_bytes_limited(most).await {
        Err(_) => Err(too_large()),
        Ok(Err(e)) => Err(Error::with(Code::MalformedRequest, e.to_string())),
        Ok(Ok(bytes)) => Ok(bytes),
    }
}

pub fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|e| explain(&e))?;
    json.end().map_err(|e| Error::with(Code::MalformedJson, e.to_string()))?;
    value.validate()?;
    Ok(value)
}

/// serde tells what is wrong only in words; these words are stable enough to sort by, and tests watch them.
fn explain(e: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let inner = e.inner();
    let text = inner.to_string();
    if text.starts_with("number out of range") {
        return Error::field(pointer(e.path(), None), Fault::NumberTooLarge);
    }
    if !inner.is_data() {
        return Error::with(Code::MalformedJson, text);
    }
    let quoted = text.split('`').nth(1);
    let (fault, member) = match () {
        () if text.starts_with("unknown field") => (Fault::UnknownMember, quoted),
        () if text.starts_with("missing field") => (Fault::Required, quoted),
        () if text.starts_with("duplicate field") => (Fault::Duplicate, quoted),
        () if text.starts_with("invalid type") => (Fault::WrongType, None),
        () => {
            let slug = text.split(" at line").next().unwrap_or_default();
            (Fault::from_slug(slug).unwrap_or(Fault::InvalidValue), None)
        }
    };
    let pointer = pointer(e.path(), member);
    Error::fields(Code::ValidationFailed, vec![FieldError { pointer, fault }])
}

/// A JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path, member: Option<&str>) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    let mut last = None;
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&name);
        last = Some(name);
    }
    // An unknown member is already the end of the path.
    if let Some(member) = member.filter(|m| last.as_deref() != Some(m)) {
        pointer.push('/');
        pointer.push_str(member);
    }
    pointer
}

/// A body without members, for actions that need none: absent or `{}`.
#[derive(Debug, Default, serde::Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Tells an absent member from one set to null (RFC 7396).
pub fn present<'de, T, D>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}

/// A member that may be absent but not null, because what it changes is never empty: null is a wrong type.
pub fn given<'de, T, D>(deserializer: D) -> std::result::Result<Option<T>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
