//! The parameters of an operation as requests are held against them: looked up in the spec once, not by each request.
use std::{
    collections::HashMap,
    ops::RangeInclusive,
    ptr,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use actix_web::HttpRequest;
use serde_json::Number;

use crate::{
    http::shape,
    kernel::{
        error::{Code, Error, Result},
        fixed::Fixed,
    },
};

/// A parameter of the query or a header, and what is said of its values.
pub struct Parameter {
    name: &'static str,
    place: Place,
}

enum Place {
    /// Of a list there are so many values at most.
    Query {
        each: Values,
        most: Option<usize>,
    },
    Header {
        longest: Option<usize>,
    },
}

/// What a value has to be. Most are asked for words and numbers, for which no schema has to be read again.
enum Values {
    Word(Box<[&'static str]>),
    Whole(RangeInclusive<i64>),
    Other(&'static Fixed),
}

/// Those of an operation, which has an address of its own for as long as the service runs.
pub fn of(document: &'static Fixed, operation: &'static Fixed) -> Arc<[Parameter]> {
    static KNOWN: LazyLock<RwLock<HashMap<usize, Arc<[Parameter]>>>> = LazyLock::new(RwLock::default);
    let at = ptr::from_ref(operation).addr();
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&at).cloned();
    if let Some(known) = known {
        return known;
    }
    let parameters = operation["parameters"].list().into_iter().flatten();
    let read: Arc<[Parameter]> = parameters.filter_map(|parameter| Parameter::of(document, parameter)).collect();
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(at, read.clone());
    read
}

impl Parameter {
    fn of(document: &'static Fixed, told: &'static Fixed) -> Option<Self> {
        let told = shape::resolved(document, told);
        let schema = &told["schema"];
        let list = shape::resolved(document, schema);
        let place = match told["in"].text()? {
            "query" => Place::Query {
                each: Values::of(document, if list["items"].is_null() { schema } else { &list["items"] }),
                most: list["maxItems"].count(),
            },
            "header" => Place::Header { longest: schema["maxLength"].count() },
            _ => return None,
        };
        Some(Self { name: told["name"].text()?, place })
    }

    /// Refuses values that are not of the published shape, and headers that are longer.
    pub fn check(&self, document: &'static Fixed, req: &HttpRequest, pairs: &[(String, String)]) -> Result<()> {
        let wrong = |code| Err(Error::with(code, self.name.to_owned()));
        match &self.place {
            &Place::Header { longest: Some(longest) }
                if req.headers().get_all(self.name).any(|value| value.len() > longest) =>
            {
                wrong(Code::MalformedRequest)
            }
            Place::Header { .. } => Ok(()),
            Place::Query { each, most } => {
                let mut given = pairs.iter().filter(|(given, _)| given == self.name);
                let too_many = most.is_some_and(|most| given.clone().count() > most);
                if too_many || given.any(|(_, value)| !each.hold(document, value)) {
                    return wrong(Code::InvalidParameter);
                }
                Ok(())
            }
        }
    }
}

impl Values {
    fn of(document: &'static Fixed, schema: &'static Fixed) -> Self {
        let told = shape::resolved(document, schema);
        let words = told["enum"].list().and_then(|words| words.iter().map(Fixed::text).collect());
        match (told["type"].text(), words) {
            (Some("string"), Some(words)) => Self::Word(words),
            (Some("integer"), None) if told["enum"].is_null() => {
                let bound = |name| told[name].number().and_then(Number::as_i64);
                Self::Whole(bound("minimum").unwrap_or(i64::MIN)..=bound("maximum").unwrap_or(i64::MAX))
            }
            _ => Self::Other(schema),
        }
    }

    fn hold(&self, document: &'static Fixed, text: &str) -> bool {
        match self {
            Self::Word(words) => words.contains(&text),
            // Spelled as JSON spells it.
            Self::Whole(bounds) => text.parse().is_ok_and(|n: i64| bounds.contains(&n) && n.to_string() == text),
            Self::Other(schema) => shape::parameter_fits(document, schema, text),
        }
    }
}
