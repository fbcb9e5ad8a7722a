//! Bodies of OAuth requests: `application/x-www-form-urlencoded`, each parameter once (RFC 6749, section 3.2). One without a
//! value counts as left out, and one that nobody knows is ignored, as the standard says; nothing else here does either.
use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};

use super::auth::let_in;
use crate::kernel::error::{Code, Error, Result};

pub const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";
/// A signed assertion is the longest parameter by far.
const MAX_BYTES: usize = 16 * 1024;

pub struct Form(Vec<(String, String)>);

/// A parameter that stands there more than once.
#[derive(Debug)]
pub struct Repeated;

impl Form {
    pub fn one(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut given = self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let first = given.next();
        if given.next().is_some() { Err(Repeated) } else { Ok(first.filter(|value| !value.is_empty())) }
    }
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let payload = web::Payload::from_request(&req, payload).into_inner();
        Box::pin(async move {
            let_in(&req).await;
            let given = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
            let essence = given.split(';').next().unwrap_or_default().trim();
            if !essence.eq_ignore_ascii_case(MEDIA_TYPE) {
                return Err(Error::with(Code::UnsupportedMediaType, MEDIA_TYPE));
            }
            let malformed = |why: String| Error::with(Code::MalformedRequest, why);
            let payload = payload.map_err(|e| malformed(e.to_string()))?;
            let bytes = match payload.to_bytes_limited(MAX_BYTES).await {
                Err(_) => return Err(Error::with(Code::PayloadTooLarge, MAX_BYTES.to_string())),
                Ok(read) => read.map_err(|e| malformed(e.to_string()))?,
            };
            let text = std::str::from_utf8(&bytes).map_err(|e| malformed(e.to_string()))?;
            serde_html_form::from_str(text).map(Self).map_err(|e| malformed(e.to_string()))
        })
    }
}
