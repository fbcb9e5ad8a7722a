//! What the service itself asks of the spec: the shape of requests, which paths and methods there are, and in which forms
//! they answer. Words, examples and answers are left out, and schemas that no request names: it lives as long as the process.
#![expect(clippy::indexing_slicing, reason = "serde_json answers null for members that are missing")]
use std::{
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

use actix_web::http::Method;
use serde_json::{Map, Value, json};

use crate::http::table::{Format, Offer};

/// Members of a schema and a parameter that say nothing about what is allowed.
const WORDS: [&str; 6] = ["description", "example", "examples", "summary", "title", "default"];
const SCHEMAS: &str = "#/components/schemas/";

pub static RULES: LazyLock<Value> = LazyLock::new(|| of(super::document()));

fn of(mut document: Value) -> Value {
    let mut paths = Map::new();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        let methods = item.as_object_mut().into_iter().flatten();
        paths.insert(path.clone(), methods.map(|(method, one)| (method.clone(), operation(one))).collect());
    }
    let mut parameters = document["components"]["parameters"].take();
    parameters.as_object_mut().into_iter().flatten().for_each(|(_, parameter)| plain(parameter));
    let mut rules = json!({ "paths": paths, "components": { "parameters": parameters } });
    let schemas = reached(&rules, &mut document["components"]["schemas"]);
    rules["components"]["schemas"] = Value::Object(schemas);
    rules
}

fn operation(operation: &mut Value) -> Value {
    let content = operation["responses"]["200"]["content"].as_object();
    let forms: Map<String, Value> =
        content.into_iter().flatten().map(|(form, _)| (form.clone(), Value::Null)).collect();
    let (mut parameters, mut body) = (operation["parameters"].take(), operation["requestBody"].take());
    parameters.as_array_mut().into_iter().flatten().for_each(plain);
    plain(&mut body);
    json!({ "parameters": parameters, "requestBody": body, "responses": { "200": { "content": forms } } })
}

/// Without its words. What lies in `properties` has names that may be the same.
fn plain(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(plain),
        Value::Object(members) => {
            members.retain(|name, _| !WORDS.contains(&name.as_str()));
            for (name, member) in members {
                match member {
                    Value::Object(properties) if name == "properties" => properties.values_mut().for_each(plain),
                    _ => plain(member),
                }
            }
        }
        _ => {}
    }
}

/// The schemas that requests name, and those that these name.
fn reached(rules: &Value, schemas: &mut Value) -> Map<String, Value> {
    let (mut reached, mut open) = (Map::new(), BTreeSet::new());
    names(rules, &mut open);
    while let Some(name) = open.pop_first() {
        let mut schema = schemas[&name].take();
        if schema.is_null() {
            continue;
        }
        plain(&mut schema);
        names(&schema, &mut open);
        reached.insert(name, schema);
    }
    reached
}

fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => found.extend(text.strip_prefix(SCHEMAS).map(str::to_owned)),
        Value::Array(values) => values.iter().for_each(|value| names(value, found)),
        Value::Object(members) => members.values().for_each(|value| names(value, found)),
        _ => {}
    }
}

fn paths() -> impl Iterator<Item = (&'static String, &'static Value)> {
    RULES["paths"].as_object().into_iter().flatten()
}

/// Whether a path is one of a pattern, in which names in braces stand for any one segment, the last perhaps for all the rest.
fn is_of(path: &str, pattern: &str) -> bool {
    let (mut given, mut known) = (path.split('/'), pattern.split('/'));
    loop {
        match (given.next(), known.next()) {
            (None, None) => return true,
            (Some(_), Some(rest)) if rest.ends_with(":.*}") => return true,
            (Some(segment), Some(one)) if one == segment || is_named(segment, one) => {}
            _ => return false,
        }
    }
}

/// Whether a segment is a name in braces, with the ending that the pattern gives it.
fn is_named(segment: &str, pattern: &str) -> bool {
    let ending = pattern.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(_, ending)| ending);
    ending.and_then(|ending| segment.strip_suffix(ending)).is_some_and(|name| !name.is_empty())
}

/// What is documented to be read at a path: JSON, or tables too, or the bytes of a file.
pub fn offer(path: &str) -> Offer {
    let of = |item: &Value| {
        let media = item["get"]["responses"]["200"]["content"].as_object()?;
        match media {
            media if media.contains_key(Format::Csv.media_type()) => Some(Offer::Tables),
            media if !media.is_empty() && !media.contains_key(Format::Json.media_type()) => Some(Offer::Bytes),
            _ => None,
        }
    };
    let mut found = paths().filter(|(pattern, _)| is_of(path, pattern)).filter_map(|(_, item)| of(item));
    found.next().unwrap_or(Offer::Json)
}

/// What is served beside the spec; a test holds it against the routes.
const BESIDE: [&str; 8] =
    ["/", "/openapi.json", "/openapi.yaml", "/problems", "/problems/", "/problems/{code}", "/docs", "/docs/{_:.*}"];

/// The path of an operation, of the spec or beside it, by its method and the pattern that was matched.
pub fn route(method: &Method, pattern: &str) -> Option<&'static str> {
    static BY_THE_WAY: LazyLock<HashSet<&str>> = LazyLock::new(|| BESIDE.into());
    if let Some((path, item)) = RULES["paths"].as_object()?.get_key_value(pattern) {
        return item.get(method.as_str().to_lowercase()).map(|_| path.as_str());
    }
    BY_THE_WAY.get(pattern).copied().filter(|_| *method == Method::GET)
}

/// The methods that a path of the spec knows, for `Allow`.
pub fn methods_of(path: &str) -> Vec<String> {
    let methods = |item: &Value| item.as_object().into_iter().flatten().map(|(name, _)| name.to_uppercase()).collect();
    let own = paths().find(|(pattern, _)| is_of(path, pattern)).map(|(_, item)| methods(item));
    let beside = || BESIDE.iter().any(|pattern| is_of(path, pattern)).then(|| vec![Method::GET.to_string()]);
    let mut found: Vec<String> = own.or_else(beside).unwrap_or_default();
    if found.iter().any(|name| name == Method::GET.as_str()) {
        found.push(Method::HEAD.to_string());
    }
    found
}
