//! Versions of resources on the wire (RFC 9110, sections 8.8.3 and 13).
use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{self, HeaderMap},
};
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterBuilder, ParameterIn},
};

use crate::{
    http::auth::let_in,
    kernel::error::{Code, Error, Result},
};

pub fn of_version(version: i64) -> String {
    format!("\"v{version}\"")
}

/// What the caller last read: `If-Match: "v7"`. Its absence is a 428.
#[derive(Clone, Copy, Debug)]
pub enum IfMatch {
    /// `*`: whatever is there.
    Any,
    Version(i64),
}

impl IfMatch {
    /// 412 unless the resource still is what the caller last read.
    pub fn check(self, current: i64) -> Result<()> {
        match self {
            Self::Version(seen) if seen != current => Err(Error::new(Code::VersionMismatch)),
            _ => Ok(()),
        }
    }
}

impl IfMatch {
    fn read(headers: &HeaderMap) -> Result<Self> {
        let header = headers.get(header::IF_MATCH).ok_or_else(|| Error::new(Code::PreconditionRequired))?;
        let tag = header.to_str().unwrap_or_default().trim();
        if tag == "*" {
            return Ok(Self::Any);
        }
        // Proxies that compress turn strong tags into weak ones.
        let tag = tag.strip_prefix("W/").unwrap_or(tag);
        let version = tag.strip_prefix("\"v").and_then(|t| t.strip_suffix('"')).and_then(|t| t.parse().ok());
        version.map(Self::Version).ok_or_else(|| Error::new(Code::VersionMismatch))
    }
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
        let schema = utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .max_length(Some(40))
            .examples(["\"v1\""])
            .build();
        vec![
            ParameterBuilder::new()
                .name("If-Match")
                .parameter_in(ParameterIn::Header)
                .required(utoipa::openapi::Required::True)
                .description(Some("The ETag last read."))
                .schema(Some(schema))
                .build(),
        ]
    }
}

/// Whether `If-None-Match` names this tag, by weak comparison.
pub fn none_match(headers: &HeaderMap, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}
