//! What the service itself asks of the spec: the shape of requests, which paths and methods there are, and in which forms
//! they answer.
#![expect(clippy::indexing_slicing, reason = "null is answered for members that are missing")]
#[cfg(debug_assertions)]
mod cut;

use std::sync::LazyLock;

use actix_web::http::Method;
use base::{
    http::table::{Format, Offer},
    kernel::fixed::Fixed,
};

use super::places::pattern;

/// In memory as long as the process lives; so the whole text, of which it is a tenth, is left where it is.
pub static RULES: LazyLock<Fixed> = LazyLock::new(|| match rules() {
    Ok(rules) => rules.into(),
    Err(e) => {
        tracing::error!(error = %e, "the spec cannot be read");
        Fixed::Null
    }
});

/// In a build for development handlers may have just changed.
#[cfg(debug_assertions)]
fn rules() -> serde_json::Result<serde_json::Value> {
    serde_json::from_str(&super::JSON).map(|spec| cut::of(&spec))
}

#[cfg(not(debug_assertions))]
fn rules() -> serde_json::Result<serde_json::Value> {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/rules.json")))
}

pub fn paths() -> impl Iterator<Item = (&'static str, &'static Fixed)> {
    RULES["paths"].members()
}

/// What is documented to be read at a path: JSON, or tables too, or the bytes of a file.
pub fn offer(path: &str) -> Offer {
    let of = |item: &Fixed| {
        let media = &item["get"]["responses"]["200"]["content"];
        match media {
            media if media.get(Format::Csv.media_type()).is_some() => Some(Offer::Tables),
            media if media.members().next().is_some() && media.get(Format::Json.media_type()).is_none() => {
                Some(Offer::Bytes)
            }
            _ => None,
        }
    };
    pattern(path).and_then(|pattern| of(&RULES["paths"][pattern])).unwrap_or(Offer::Json)
}

/// What is served beside the spec; a test holds it against the routes.
pub const BESIDE: [&str; 8] =
    ["/", "/openapi.json", "/openapi.yaml", "/problems", "/problems/", "/problems/{code}", "/docs", "/docs/{_:.*}"];

/// The path of an operation, of the spec or beside it, by its method and its path with the names of its parameters.
pub fn route(method: &Method, pattern: &'static str) -> Option<&'static str> {
    methods(pattern).any(|known| known == method.as_str()).then_some(pattern)
}

/// The methods that a path knows, for `Allow`.
pub fn methods_of(path: &str) -> Vec<&'static str> {
    let mut found: Vec<_> = pattern(path).into_iter().flat_map(methods).collect();
    if found.contains(&Method::GET.as_str()) {
        found.push("HEAD");
    }
    found
}

fn methods(pattern: &'static str) -> impl Iterator<Item = &'static str> {
    const METHODS: [&str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];
    let item = RULES["paths"].get(pattern);
    let documented = move |method: &&str| match item {
        Some(item) => item.members().any(|(known, _)| known.eq_ignore_ascii_case(method)),
        None => *method == Method::GET.as_str(),
    };
    METHODS.into_iter().filter(documented)
}
