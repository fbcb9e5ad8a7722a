//! The part of the published spec that the service asks itself: the shape of requests, and in which forms is answered.
//! Words, examples and answers are left out, and schemas that no request names. `build.rs` cuts it out too.
#![expect(clippy::indexing_slicing, reason = "serde_json answers null for members that are missing")]
use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Members of a schema and a parameter that say nothing about what is allowed.
const WORDS: [&str; 6] = ["description", "example", "examples", "summary", "title", "default"];
const SCHEMAS: &str = "#/components/schemas/";

pub fn of(spec: &Value) -> Value {
    let methods = |item: &Value| each(item, operation);
    let parameters = each(&spec["components"]["parameters"], plain);
    let mut rules = json!({ "paths": each(&spec["paths"], methods), "components": { "parameters": parameters } });
    let schemas = reached(&rules, &spec["components"]["schemas"]);
    rules["components"]["schemas"] = Value::Object(schemas);
    rules
}

fn each(object: &Value, of: impl Fn(&Value) -> Value) -> Value {
    let members = object.as_object().into_iter().flatten();
    members.map(|(name, member)| (name.clone(), of(member))).collect::<Map<_, _>>().into()
}

fn operation(operation: &Value) -> Value {
    let forms = each(&operation["responses"]["200"]["content"], |_| Value::Null);
    json!({
        "parameters": plain(&operation["parameters"]),
        "requestBody": plain(&operation["requestBody"]),
        "responses": { "200": { "content": forms } },
    })
}

/// Without its words. What lies in `properties` has names that may be the same.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(plain).collect(),
        Value::Object(members) => {
            let said = members.iter().filter(|(name, _)| !WORDS.contains(&name.as_str()));
            let plain = |(name, member): (&String, &Value)| match member {
                Value::Object(_) if name == "properties" => (name.clone(), each(member, plain)),
                _ => (name.clone(), plain(member)),
            };
            said.map(plain).collect::<Map<_, _>>().into()
        }
        one => one.clone(),
    }
}

/// The schemas that requests name, and those that these name.
fn reached(rules: &Value, schemas: &Value) -> Map<String, Value> {
    let (mut reached, mut open) = (Map::new(), BTreeSet::new());
    names(rules, &mut open);
    while let Some(name) = open.pop_first() {
        let Some(schema) = schemas.get(&name).filter(|_| !reached.contains_key(&name)) else { continue };
        let schema = plain(schema);
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
