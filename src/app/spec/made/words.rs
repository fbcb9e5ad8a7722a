//! What members and parameters mean.
//!
//! A member whose meaning is its own is described where it is defined. One that means the same wherever it stands is
//! described once, in `words.csv`, with an example; its key is the member, `Schema.member` where that says something
//! else, and `?parameter`.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Word {
    member: String,
    description: String,
    example: Option<String>,
}

static WORDS: LazyLock<HashMap<String, Word>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(include_bytes!("words.csv").as_slice());
    rows.deserialize().filter_map(|row: Result<Word, _>| row.ok()).map(|word| (word.member.clone(), word)).collect()
});

pub fn describe(doc: &mut Value) {
    for (name, schema) in doc["components"]["schemas"].as_object_mut().into_iter().flatten() {
        members(name, schema);
    }
    for (_, item) in doc["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            let id = format!("{}()", operation["operationId"].as_str().unwrap_or_default());
            explain(operation, WORDS.get(&id));
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                let key = format!("?{}", parameter["name"].as_str().unwrap_or_default());
                explain(parameter, WORDS.get(&key));
                tell_example(parameter);
            }
        }
    }
}

/// A page that fills examples in would ask with every filter at once and find nothing: an example of what may be left
/// out stands in the words.
fn tell_example(parameter: &mut Value) {
    if parameter["required"] == true || parameter["in"] != "query" {
        return;
    }
    let own = parameter.as_object_mut().and_then(|parameter| parameter.remove("example"));
    let of_schema = parameter["schema"].as_object_mut().and_then(|schema| schema.remove("example"));
    let Some(example) = own.or(of_schema) else { return };
    let first = example.get(0).unwrap_or(&example);
    let text = first.as_str().map_or_else(|| first.to_string(), str::to_owned);
    let description = parameter["description"].as_str().unwrap_or_default();
    parameter["description"] = json!(format!("{description} E.g. `{text}`.").trim());
}

/// The members of a schema, those of its parts too.
fn members(name: &str, schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    for (keyword, value) in object {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for (member, property) in properties {
                    lift(property);
                    let own = WORDS.get(&format!("{name}.{member}"));
                    explain(property, own.or_else(|| WORDS.get(member)));
                    members(name, property);
                }
            }
            ("oneOf" | "allOf", Value::Array(parts)) => parts.iter_mut().for_each(|part| members(name, part)),
            ("items", item) => members(name, item),
            _ => {}
        }
    }
}

fn explain(value: &mut Value, word: Option<&Word>) {
    let Some(word) = word else { return };
    if value["description"].as_str().is_none_or(str::is_empty) {
        value["description"] = json!(word.description);
    }
}

/// utoipa describes what may be null inside of the choice; readers look for it beside.
fn lift(property: &mut Value) {
    let inner = property.get_mut("oneOf").and_then(Value::as_array_mut).and_then(|choices| {
        let described = choices.iter_mut().find(|choice| choice["description"].is_string())?;
        described.as_object_mut()?.remove("description")
    });
    match (inner, property.as_object_mut()) {
        (Some(description), Some(property)) if !property.contains_key("description") => {
            property.insert("description".to_owned(), description);
        }
        _ => {}
    }
}

/// The example of a member, where one is written down.
pub fn example(schema: &str, member: &str) -> Option<Value> {
    let word = WORDS.get(&format!("{schema}.{member}")).or_else(|| WORDS.get(member))?;
    serde_json::from_str(word.example.as_deref().filter(|text| !text.is_empty())?).ok()
}
