//! The published spec, as requests are held against it: what it says of a request is enforced by nothing else.
#![expect(clippy::indexing_slicing, reason = "null is answered for members that are missing")]
mod parameters;

use actix_web::{HttpRequest, http::header};
use serde_json::value::RawValue;

use super::{place, shape};
use crate::kernel::{
    error::{Code, Error, Fault, FieldError, Result},
    fixed::Fixed,
};

/// The spec, told by who makes it.
pub struct Published(pub fn() -> &'static Fixed);

/// The schema of a body, as rows of an import are held against it.
#[derive(Clone, Copy)]
pub struct Shape {
    document: &'static Fixed,
    schema: &'static Fixed,
}

impl Shape {
    /// Refuses a body that is not of this shape, with all its faults.
    pub fn check(&self, body: &RawValue) -> Result<()> {
        let faults = shape::faults(self.document, self.schema, body);
        if faults.is_empty() { Ok(()) } else { Err(Error::fields(code(&faults), faults)) }
    }
}

impl Published {
    /// A component that requests name.
    pub fn component(req: &HttpRequest, name: &str) -> Option<Shape> {
        let document = req.app_data::<Self>()?.0();
        let schema = document["components"]["schemas"].get(name)?;
        Some(Shape { document, schema })
    }

    /// Refuses a body that is not of the published shape, with all its faults. What is no JSON is left to the parser.
    pub fn check_body(req: &HttpRequest, bytes: &[u8]) -> Result<()> {
        let Some((document, operation)) = operation(req) else { return Ok(()) };
        let content = operation["requestBody"]["content"].members().next();
        let (Some((_, content)), Ok(body)) = (content, serde_json::from_slice::<&RawValue>(bytes)) else {
            return Ok(());
        };
        let faults = shape::faults(document, &content["schema"], body);
        if faults.is_empty() { Ok(()) } else { Err(Error::fields(code(&faults), faults)) }
    }

    /// Refuses a body where the operation takes none: whoever sends one means something that nobody would read.
    pub fn check_no_body(req: &HttpRequest) -> Result<()> {
        let length = req.headers().get_all(header::CONTENT_LENGTH).any(|length| length.as_bytes() != b"0");
        let sends = length || req.headers().contains_key(header::TRANSFER_ENCODING);
        match operation(req) {
            Some((_, operation)) if sends && operation["requestBody"].is_null() => {
                Err(Error::with(Code::MalformedRequest, "a body, of which this operation takes none"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses parameters of a query that are not of the published shape, and headers that are longer. Unknown ones are left
    /// to the parser.
    pub fn check_query(req: &HttpRequest, pairs: &[(String, String)]) -> Result<()> {
        let Some((document, operation)) = operation(req) else { return Ok(()) };
        parameters::of(document, operation).iter().try_for_each(|parameter| parameter.check(document, req, pairs))
    }
}

/// Where nothing is wrong but that no reason is given, the problem says so.
fn code(faults: &[FieldError]) -> Code {
    let unsaid = |at: &FieldError| at.pointer == "/reason" && matches!(at.fault, Fault::Required | Fault::TooShort);
    if faults.iter().all(unsaid) { Code::ReasonRequired } else { Code::ValidationFailed }
}

/// The spec and the operation of a request.
fn operation(req: &HttpRequest) -> Option<(&'static Fixed, &'static Fixed)> {
    let document = req.app_data::<Published>()?.0();
    let path = place::pattern(req)?;
    let method = if req.method() == "HEAD" { "get".to_owned() } else { req.method().as_str().to_lowercase() };
    Some((document, document["paths"].get(path)?.get(&method)?))
}
