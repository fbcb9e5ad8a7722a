//! Every answer of the suite is held against the published spec: is the operation there, the status and content type
//! documented, and does the body match its schema?
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use actix_web::dev::Url;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;

use super::Reply;

/// Served, and not part of the API that the spec describes.
const BESIDE_THE_SPEC: [&str; 4] = ["/openapi.json", "/openapi.yaml", "/problems", "/docs"];
/// What the service may say before it knows the operation.
const BEFORE_ROUTING: [u16; 4] = [404, 405, 406, 429];
/// Headers that stand in every answer whose documentation names them.
const UNCONDITIONAL: [&str; 2] = ["ETag", "Location"];

/// Panics on an answer that the spec does not allow.
pub fn check(reply: &Reply) {
    if let Err(complaint) = verdict(reply) {
        panic!("the spec does not allow this: {complaint}\n{}", reply.describe());
    }
}

fn verdict(reply: &Reply) -> Result<(), String> {
    let asked = Url::new(reply.asked.parse().map_err(|e| format!("it has no address: {e}"))?);
    let path = asked.path();
    let failed = reply.status >= 400;
    let beside = path == "/" || BESIDE_THE_SPEC.iter().any(|known| path.starts_with(known));
    if beside && !failed {
        return Ok(());
    }
    // A preflight is the browser's question, not an operation.
    if reply.method == "OPTIONS" && reply.status == 204 {
        return Ok(());
    }
    let method = if reply.method == "HEAD" { "get".to_owned() } else { reply.method.as_str().to_lowercase() };
    let Some(operation) = operation(&method, path) else {
        if beside || BEFORE_ROUTING.contains(&reply.status) {
            let problem = json!({ "$ref": "#/components/schemas/Problem" });
            return content(reply, &json!({ "application/problem+json": { "schema": problem } }));
        }
        return Err(format!("it has no operation {method} {path}"));
    };
    let responses = &operation["responses"];
    let group = format!("{}XX", reply.status / 100);
    let response = responses.get(reply.status.to_string()).or_else(|| responses.get(group));
    let none = json!({});
    let response = match response {
        Some(response) => resolved(response),
        None if std::env::var_os("RECORD_CODES").is_some() => return problem(reply, operation, &none),
        None => return Err("the status is not documented".to_owned()),
    };
    // A table is sent while it is still being read.
    let whole = reply.header("Content-Disposition").is_none();
    for name in UNCONDITIONAL.into_iter().filter(|_| whole) {
        if response["headers"].get(name).is_some() && reply.header(name).is_none() {
            return Err(format!("the header {name} is missing"));
        }
    }
    problem(reply, operation, response)?;
    content(reply, &response["content"])
}

/// A problem is one of those that the operation names. `RECORD_CODES=FILE` notes those that it does not, as rows of
/// `src/app/spec/made/codes.csv`.
fn problem(reply: &Reply, operation: &Value, response: &Value) -> Result<(), String> {
    // Of OAuth the errors are those of its standard.
    if reply.json.get("error").is_some() && !response["content"]["application/json"].is_null() {
        return Ok(());
    }
    let members: Vec<_> = reply.json.as_object().into_iter().flatten().map(|(_, value)| value.to_string()).collect();
    let words = reply["detail"].as_str().unwrap_or_default().split([' ', ',', ';']);
    for id in words.filter(|word| word.parse::<uuid::Uuid>().is_ok()) {
        if !members.contains(&format!("\"{id}\"")) {
            return Err(format!("it tells {id} in prose only: the problem has no member for it"));
        }
    }
    // A movement that is told by its code is told by its id too.
    if reply["detail"].as_str().is_some_and(|detail| detail.contains(": movement ")) && reply["movement_id"].is_null() {
        return Err("it tells a movement in prose only".to_owned());
    }
    let examples = &response["content"]["application/problem+json"]["examples"];
    if reply.status < 400 || reply.method == "HEAD" || examples.get(reply.code()).is_some() {
        return Ok(());
    }
    let row = format!("{},{}", operation["operationId"].as_str().unwrap_or_default(), reply.code());
    let Some(file) = std::env::var_os("RECORD_CODES") else {
        return Err(format!("it does not name the problem: add {row} to src/app/spec/made/codes.csv"));
    };
    let mut file = std::fs::File::options().append(true).create(true).open(file).unwrap();
    std::io::Write::write_all(&mut file, format!("{row}\n").as_bytes()).unwrap();
    Ok(())
}

/// The operation of a method and a path; of several templates that fit, the one with fewer parameters.
pub fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let paths = DOCUMENT["paths"].as_object()?;
    let fitting = paths.iter().filter(|(template, item)| fits(template, path) && item.get(method).is_some());
    fitting.min_by_key(|(template, _)| template.matches('{').count()).map(|(_, item)| &item[method])
}

fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(t), Some(p)) if t == p || (t.starts_with('{') && !p.is_empty()) => {}
            _ => return false,
        }
    }
}

/// What a reference refers to.
pub fn resolved(value: &'static Value) -> &'static Value {
    let reference = value["$ref"].as_str().and_then(|r| r.strip_prefix('#'));
    reference.and_then(|pointer| DOCUMENT.pointer(pointer)).unwrap_or(value)
}

fn content(reply: &Reply, documented: &Value) -> Result<(), String> {
    let Some(documented) = documented.as_object() else {
        return if reply.body.is_empty() { Ok(()) } else { Err("it documents no body".to_owned()) };
    };
    let given = reply.header("Content-Type").unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    let media = documented.get(essence).ok_or_else(|| format!("the content type {given:?} is not documented"))?;
    let compressed = reply.header("Content-Encoding").is_some();
    if reply.method == "HEAD" || compressed || !essence.ends_with("json") {
        return Ok(());
    }
    let validator = validator(&media["schema"]);
    let lines = essence == "application/x-ndjson";
    let bodies: Vec<&[u8]> =
        if lines { reply.body.split_inclusive(|byte| *byte == b'\n').collect() } else { vec![&reply.body] };
    for body in bodies {
        let body: Value = serde_json::from_slice(body).map_err(|e| format!("the body is no JSON: {e}"))?;
        let faults: Vec<_> = validator.iter_errors(&body).map(|e| format!("{} {e}", e.instance_path())).collect();
        if !faults.is_empty() {
            return Err(format!("the body does not match: {}", faults.join("; ")));
        }
    }
    Ok(())
}

/// Each schema is compiled once; what it refers to is looked up in the components, which are read once for all.
pub fn validator(schema: &Value) -> Arc<Validator> {
    static COMPILED: Mutex<Option<HashMap<String, Arc<Validator>>>> = Mutex::new(None);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let known = compiled.get_or_insert_default();
    let validator = known.entry(schema.to_string()).or_insert_with(|| {
        let mut schema = schema.clone();
        close(&mut schema, false);
        to_the_components(&mut schema);
        let options = jsonschema::draft202012::options().should_validate_formats(true).with_registry(&COMPONENTS);
        Arc::new(options.build(&schema).unwrap_or_else(|e| panic!("{schema} is no schema: {e}")))
    });
    validator.clone()
}

/// Under what name the components stand in the registry of schemas.
const COMPONENTS_URI: &str = "urn:thidua:components";

static COMPONENTS: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let mut components = DOCUMENT["components"].clone();
    // Closed where they are referred to, not where they are defined.
    components["schemas"].as_object_mut().into_iter().flatten().for_each(|(_, one)| close(one, true));
    let document = json!({ "components": components });
    Registry::new().add(COMPONENTS_URI, document).unwrap().prepare().unwrap()
});

/// A schema that stands by itself refers to the components by their name.
fn to_the_components(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(to_the_components),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(reference) if name == "$ref" && reference.starts_with('#') => {
                        reference.insert_str(0, COMPONENTS_URI);
                    }
                    value => to_the_components(value),
                }
            }
        }
        _ => {}
    }
}

/// To clients an object is open, so that later versions may add to it. To this suite it is closed: a member that the
/// spec does not name is a fault. A part of a composition (`allOf`) knows only its own members and stays open.
fn close(schema: &mut Value, part: bool) {
    let Value::Object(object) = schema else { return };
    let inline = object.get("properties").is_some_and(Value::is_object);
    let referred = object.get("$ref").and_then(Value::as_str).and_then(|r| DOCUMENT.pointer(r.trim_start_matches('#')));
    let record = referred.is_some_and(|target| target.get("properties").or(target.get("allOf")).is_some());
    if !part && (inline || record || object.contains_key("allOf")) {
        object.entry("unevaluatedProperties").or_insert(json!(false));
    }
    for (keyword, value) in object {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(named)) => named.values_mut().for_each(|one| close(one, false)),
            ("allOf", Value::Array(parts)) => parts.iter_mut().for_each(|one| close(one, true)),
            ("oneOf" | "anyOf", Value::Array(choices)) => choices.iter_mut().for_each(|one| close(one, part)),
            ("items" | "additionalProperties", one) => close(one, false),
            _ => {}
        }
    }
}
