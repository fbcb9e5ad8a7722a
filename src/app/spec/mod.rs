//! The published spec (OpenAPI 3.1): as clients read it, and what the service itself asks of it.
mod deprecations;
#[cfg(debug_assertions)]
mod made;
mod places;
mod rules;

use std::{borrow::Cow, sync::LazyLock};

pub use deprecations::DEPRECATED;
pub use places::pattern;
pub use rules::{RULES, methods_of, offer, route};
use serde_json::Value;

pub static JSON: LazyLock<Cow<'static, str>> = LazyLock::new(text);

/// A build for development asks the handlers, which may have just changed.
#[cfg(debug_assertions)]
fn text() -> Cow<'static, str> {
    made::text().into()
}

/// A release tells what was published, for which CI holds the two against each other: asking the handlers takes fifty megabytes
/// for a moment, and what they would answer with is a tenth of the program.
#[cfg(not(debug_assertions))]
fn text() -> Cow<'static, str> {
    include_str!("../../../openapi/openapi.json").into()
}

pub static YAML: LazyLock<String> = LazyLock::new(|| {
    yaml_serde::to_string(&document()).unwrap_or_else(|e| {
        tracing::error!(error = ?e, "the spec cannot be written as YAML");
        String::new()
    })
});

/// Read into memory it is five times as large as its text, so the service keeps the text and, in `rules`, what it asks itself.
fn document() -> Value {
    serde_json::from_str(&JSON).unwrap_or_default()
}

/// For tests.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(document);
