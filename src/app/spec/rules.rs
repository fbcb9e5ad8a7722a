//! What the service itself asks of the spec: the shape of requests, which paths and methods there are, and in which forms
//! they answer. Words, examples and answers are left out, and schemas that no request names: it lives as long as the process.
#![expect(clippy::indexing_slicing, reason = "serde_json answers null for members that are missing")]
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use actix_web::http::Method;
use base::http::table::{Format, Offer};
use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};

use super::places::pattern;

/// Members of a schema and a parameter that say nothing about what is allowed.
const WORDS: [&str; 6] = ["description", "example", "examples", "summary", "title", "default"];
const SCHEMAS: &str = "#/components/schemas/";

pub static RULES: LazyLock<Value> = LazyLock::new(|| match serde_json::from_str(&super::JSON) {
    Ok(document) => of(&document),
    Err(e) => {
        tracing::error!(error = %e, "the spec cannot be read");
        Value::Null
    }
});

/// The parts of the text. As values they would take five times its room, so one becomes a value at a time.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    paths: BTreeMap<&'a str, BTreeMap<&'a str, &'a RawValue>>,
    #[serde(borrow)]
    components: Components<'a>,
}

#[derive(Deserialize)]
struct Components<'a> {
    #[serde(borrow)]
    parameters: BTreeMap<&'a str, &'a RawValue>,
    #[serde(borrow)]
    schemas: BTreeMap<&'a str, &'a RawValue>,
}

fn of(document: &Document<'_>) -> Value {
    let mut paths = Map::new();
    for (path, item) in &document.paths {
        let methods = item.iter().map(|(method, one)| ((*method).to_owned(), operation(&mut read(one))));
        paths.insert((*path).to_owned(), methods.collect());
    }
    let parameter = |(name, one): (&&str, &&RawValue)| {
        let mut parameter = read(one);
        plain(&mut parameter);
        ((*name).to_owned(), parameter)
    };
    let parameters: Map<String, Value> = document.components.parameters.iter().map(parameter).collect();
    let mut rules = json!({ "paths": paths, "components": { "parameters": parameters } });
    let schemas = reached(&rules, &document.components.schemas);
    rules["components"]["schemas"] = Value::Object(schemas);
    rules
}

fn read(part: &RawValue) -> Value {
    serde_json::from_str(part.get()).unwrap_or_default()
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
            // The room of what was left out goes with it.
            *members = std::mem::take(members).into_iter().collect();
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
fn reached(rules: &Value, schemas: &BTreeMap<&str, &RawValue>) -> Map<String, Value> {
    let (mut reached, mut open) = (Map::new(), BTreeSet::new());
    names(rules, &mut open);
    while let Some(name) = open.pop_first() {
        let unread = schemas.get(name.as_str()).filter(|_| !reached.contains_key(&name));
        let Some(mut schema) = unread.map(|schema| read(schema)) else { continue };
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

pub fn paths() -> impl Iterator<Item = (&'static String, &'static Value)> {
    RULES["paths"].as_object().into_iter().flatten()
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
    let item = RULES["paths"][pattern].as_object();
    let documented = move |method: &&str| match item {
        Some(item) => item.keys().any(|known| known.eq_ignore_ascii_case(method)),
        None => *method == Method::GET.as_str(),
    };
    METHODS.into_iter().filter(documented)
}
