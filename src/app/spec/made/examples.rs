//! Examples of every body, put together from those of its members: a new member is in them by itself.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use base::http::form;
use serde_json::{Map, Value, json};

use super::{problems, words};

const COMPONENTS: &str = "#/components/schemas/";

pub fn complete(doc: &mut Value) {
    let schemas = doc["components"]["schemas"].clone();
    let mut examples: Map<String, Value> = problems::examples().collect();
    let mut bodies = vec![];
    for (path, item) in doc["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            bodies.push(format!("/paths/{}/{method}/requestBody", path.replace('/', "~1")));
            for (status, _) in operation["responses"].as_object().into_iter().flatten() {
                bodies.push(format!("/paths/{}/{method}/responses/{status}", path.replace('/', "~1")));
            }
        }
    }
    for body in bodies {
        let content = doc.pointer_mut(&body).and_then(|body| body.get_mut("content")).and_then(Value::as_object_mut);
        for (media_type, media) in content.into_iter().flatten() {
            match media["schema"]["$ref"].as_str().and_then(|reference| reference.strip_prefix(COMPONENTS)) {
                Some("Problem") => {}
                Some(name) if media_type.ends_with("json") => {
                    let value = || json!({ "summary": name, "value": compose(&schemas, name, &schemas[name]) });
                    examples.entry(name).or_insert_with(value);
                    media["examples"] = json!({ name: { "$ref": format!("#/components/examples/{name}") } });
                }
                _ if media_type == "multipart/form-data" => media["example"] = json!({ "file": "%PDF-1.7 …" }),
                _ if media_type == form::MEDIA_TYPE => {
                    let name = media["schema"]["$ref"].as_str().and_then(|name| name.strip_prefix(COMPONENTS));
                    let name = name.unwrap_or_default();
                    let example = compose(&schemas, name, &schemas[name]);
                    media["example"] = example;
                }
                _ if media_type == "text/csv" => {
                    media["example"] = json!("unit_code,unit_name\r\nH03.STP,Sở Tư pháp tỉnh Bắc Kạn\r\n");
                }
                // Of bytes, which no JSON holds: how they begin.
                _ => media["example"] = json!(signature(media_type)),
            }
        }
    }
    doc["components"]["examples"] = Value::Object(examples);
}

fn signature(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "%PDF-1.7 …",
        "image/jpeg" => "ÿØÿà…",
        "image/png" => "‰PNG…",
        "text/event-stream" => "id: …\nevent: changed\ndata: {\"kind\":\"changed\",…}\n\n",
        // Office documents are ZIP archives.
        _ => "PK…",
    }
}

/// A document keeps no example that nothing refers to.
pub fn prune(doc: &mut Value) {
    let text = doc.to_string();
    if let Some(examples) = doc["components"]["examples"].as_object_mut() {
        examples.retain(|name, _| text.contains(&format!("\"#/components/examples/{name}\"")));
    }
}

/// An example of a schema; `name` is that of the component it belongs to.
fn compose(schemas: &Value, name: &str, schema: &Value) -> Value {
    if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return example.clone();
    }
    if let Some(known) = schema["enum"].get(0).or_else(|| schema.get("const")).or_else(|| schema.get("default")) {
        return known.clone();
    }
    if let Some(referred) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(COMPONENTS)) {
        return compose(schemas, referred, &schemas[referred]);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let composed = parts.iter().map(|part| compose(schemas, name, part));
        return composed.filter_map(|part| part.as_object().cloned()).flatten().collect();
    }
    if let Some(choice) = schema["oneOf"].as_array().into_iter().flatten().find(|choice| choice["type"] != "null") {
        return compose(schemas, name, choice);
    }
    match kind(schema) {
        "object" => object(schemas, name, schema),
        "array" => {
            let least = schema["minItems"].as_u64().and_then(|least| usize::try_from(least).ok()).unwrap_or(1).max(1);
            json!(vec![compose(schemas, name, &schema["items"]); least])
        }
        "integer" | "number" => match schema["minimum"].as_i64() {
            Some(least @ 1..) => json!(least),
            _ => json!(1),
        },
        "boolean" => json!(false),
        "string" => text(schema),
        _ => Value::Null,
    }
}

/// All members of an answer; of a request what is required, and everything where nothing is.
fn object(schemas: &Value, name: &str, schema: &Value) -> Value {
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let request = schema["additionalProperties"] == false;
    let members = schema["properties"].as_object().into_iter().flatten();
    let shown = members.filter(|(member, _)| !request || required.is_empty() || required.iter().any(|r| r == *member));
    shown
        .map(|(member, property)| {
            let own = property.get("example").or_else(|| property["examples"].get(0)).cloned();
            let word = || words::example(name, member).filter(|word| takes(schemas, property, word));
            (member.clone(), own.or_else(word).unwrap_or_else(|| compose(schemas, name, property)))
        })
        .collect()
}

/// Whether an example that is written down for a member of this name can stand here.
fn takes(schemas: &Value, property: &Value, example: &Value) -> bool {
    if let Some(referred) = property["$ref"].as_str().and_then(|reference| reference.strip_prefix(COMPONENTS)) {
        return takes(schemas, &schemas[referred], example);
    }
    if let Some(choices) = property["oneOf"].as_array() {
        return choices.iter().any(|choice| takes(schemas, choice, example));
    }
    let fits = match example {
        Value::String(text) => {
            let most = property["maxLength"].as_u64().unwrap_or(u64::MAX);
            kind(property) == "string" && property["format"] != "uuid" && text.chars().count() as u64 <= most
        }
        Value::Number(number) => {
            let below = property["maximum"].as_f64().zip(number.as_f64()).is_some_and(|(most, given)| given > most);
            matches!(kind(property), "integer" | "number") && !below
        }
        Value::Bool(_) => kind(property) == "boolean",
        Value::Array(items) => {
            kind(property) == "array" && items.iter().all(|item| takes(schemas, &property["items"], item))
        }
        _ => false,
    };
    fits && property.get("enum").is_none()
}

fn text(schema: &Value) -> Value {
    json!(match schema["format"].as_str() {
        Some("uuid") => "0198c0de-0000-7000-8000-000000000001",
        Some("date") => "2023-04-20",
        Some("date-time") => "2023-04-20T02:00:00Z",
        _ => match schema["maxLength"].as_u64() {
            Some(..10) => "01",
            _ => "Nội dung",
        },
    })
}

/// The type; of what may be null, the other one.
fn kind(schema: &Value) -> &str {
    let kinds = schema["type"].as_array().into_iter().flatten();
    let several = kinds.filter_map(Value::as_str).find(|kind| *kind != "null");
    schema["type"].as_str().or(several).unwrap_or_default()
}
