//! What the spec says of requests is so: every body is held against it, whole, before anything else reads it.
use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

use crate::support::{
    Caller, Reply, TestApp, both,
    contract::{resolved, validator},
};

fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn schemas() -> impl Iterator<Item = (&'static String, &'static Value)> {
    DOCUMENT["components"]["schemas"].as_object().unwrap().iter()
}

/// Every schema below one, itself included, with where it stands.
fn below(at: &str, schema: &'static Value, visit: &mut impl FnMut(&str, &'static Value)) {
    visit(at, schema);
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        below(&format!("{at}.{name}"), property, visit);
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        schema[keyword].as_array().into_iter().flatten().for_each(|part| below(at, part, visit));
    }
    if schema.get("items").is_some() {
        below(&format!("{at}[]"), &schema["items"], visit);
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

#[test]
fn every_operation_parameter_and_member_is_described() {
    let mut silent = vec![];
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            for (member, property) in schema["properties"].as_object().into_iter().flatten() {
                if !is_text(&property["description"]) {
                    silent.push(format!("{at}.{member}"));
                }
            }
        });
    }
    for (_, _, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        if !is_text(&operation["description"]) {
            silent.push(format!("{id}()"));
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten().map(resolved) {
            if !is_text(&parameter["description"]) {
                silent.push(format!("{id} ?{}", parameter["name"]));
            }
        }
    }
    assert!(silent.is_empty(), "say what these mean, where they are defined or in src/app/spec/words.csv: {silent:#?}");
}

#[test]
fn every_word_is_of_something() {
    let mut named = BTreeSet::new();
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            for (member, _) in schema["properties"].as_object().into_iter().flatten() {
                named.extend([member.clone(), format!("{at}.{member}")]);
            }
        });
    }
    for (_, _, operation) in operations() {
        named.insert(format!("{}()", operation["operationId"].as_str().unwrap()));
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(resolved);
        named.extend(parameters.map(|parameter| format!("?{}", parameter["name"].as_str().unwrap())));
    }
    let words = include_str!("../../src/app/spec/words.csv").lines().skip(1);
    let stale: Vec<_> = words.filter(|line| !named.contains(line.split(',').next().unwrap())).collect();
    assert!(stale.is_empty(), "nothing has these names: {stale:#?}");
}

/// The examples of what an operation takes and answers.
fn examples(body: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value, Vec<&'static Value>)> {
    body["content"].as_object().into_iter().flatten().map(|(media_type, media)| {
        let several = media["examples"].as_object().into_iter().flatten().map(|(_, one)| &resolved(one)["value"]);
        (media_type.as_str(), &media["schema"], several.chain(media.get("example")).collect())
    })
}

#[test]
fn every_body_has_an_example_that_fits() {
    let mut wrong = vec![];
    for (_, _, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        let answers = operation["responses"].as_object().unwrap().iter();
        let bodies = answers.map(|(status, answer)| (status.as_str(), resolved(answer)));
        let request = operation.get("requestBody").map(|body| ("request", body));
        for (which, body) in bodies.chain(request) {
            for (media_type, schema, examples) in examples(body) {
                let bytes = resolved(schema)["format"] == "binary" || media_type.contains("spreadsheetml");
                if examples.is_empty() && !bytes {
                    wrong.push(format!("{id} {which} {media_type}: none"));
                }
                let validator = validator(schema);
                for example in examples.iter().filter(|_| media_type.ends_with("json")) {
                    let faults = validator.iter_errors(example).map(|e| format!("{} {e}", e.instance_path()));
                    wrong.extend(faults.map(|fault| format!("{id} {which}: {fault}")));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Swagger UI fills examples in, and a filter that nobody chose finds nothing.
#[test]
fn no_optional_parameter_has_an_example() {
    for (path, method, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten().map(resolved) {
            let schema = &parameter["schema"];
            let filled = [parameter.get("example"), schema.get("example"), schema["items"].get("example")];
            let filled = filled.iter().any(Option::is_some);
            assert!(parameter["required"] == true || !filled, "{method} {path} fills in {}", parameter["name"]);
        }
    }
}

/// Built-in types and members of common languages: Kotlin, Java, Go, TypeScript, Python, C#, Swift.
const TAKEN_TYPES: [&str; 24] = [
    "Any",
    "Array",
    "Boolean",
    "Character",
    "Date",
    "Double",
    "Enum",
    "Error",
    "Exception",
    "File",
    "Float",
    "Function",
    "Integer",
    "List",
    "Long",
    "Map",
    "Nothing",
    "Number",
    "Object",
    "Promise",
    "Result",
    "Set",
    "String",
    "Unit",
];
const TAKEN_VALUES: [&str; 9] =
    ["class", "compare_to", "declaring_class", "entries", "hash_code", "name", "ordinal", "value_of", "values"];

#[test]
fn no_name_collides_in_a_common_language() {
    let names: BTreeSet<&str> = schemas().map(|(name, _)| name.as_str()).collect();
    let mut folded = BTreeMap::new();
    for name in &names {
        assert!(!TAKEN_TYPES.contains(name), "{name} is a type of its own in some language");
        let twin = folded.insert(name.replace('_', "").to_lowercase(), name);
        assert!(twin.is_none(), "{name} and {twin:?} are one name without their case");
        let constructed = name.strip_prefix("New").is_some_and(|rest| names.contains(rest));
        assert!(!constructed, "{name} is what Go calls the constructor of another");
    }
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            for value in schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(!TAKEN_VALUES.contains(&value), "{at}: every enum has a member {value} in some language");
            }
        });
    }
}

#[test]
fn unions_are_of_named_components_told_by_their_type() {
    for (name, schema) in schemas() {
        below(name, schema, &mut |at, schema| {
            let choices: Vec<_> =
                schema["oneOf"].as_array().into_iter().flatten().filter(|choice| choice["type"] != "null").collect();
            let named = choices.iter().all(|choice| choice.get("$ref").is_some());
            assert!(named, "{at}: a choice without a name");
            assert!(choices.len() < 2 || schema["discriminator"]["propertyName"] == "type", "{at}: told by nothing");
            for choice in choices.iter().filter(|_| choices.len() > 1) {
                let kind = &resolved(choice)["properties"]["type"]["enum"];
                let mapped = kind[0].as_str().map(|kind| &schema["discriminator"]["mapping"][kind]);
                assert_eq!(mapped, Some(&choice["$ref"]), "{at}");
            }
        });
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let summaries: Vec<_> = parts.filter(|part| part.get("$ref").is_some()).collect();
        assert!(schema.get("allOf").is_none() || !summaries.is_empty(), "{name} extends nothing by name");
    }
}

/// A request that gets as far as its body.
async fn sent(app: &TestApp, path: &str, method: &str, body: &Value) -> Option<Reply> {
    let asked = path.split('/').map(|s| if s.starts_with('{') { Uuid::now_v7().to_string() } else { s.to_owned() });
    let asked = asked.collect::<Vec<_>>().join("/");
    let method: Method = method.to_uppercase().parse().unwrap();
    let callers =
        [app.admin().await, app.officer("G15.TDKT").await, app.head("G15").await, app.officer("H03.STP").await];
    for caller in callers.iter().chain([&app.head("H03.STP").await, &Caller::Nobody]) {
        let reply = app.call(method.clone(), &asked, caller).version(1).json(body.clone()).await;
        if !matches!(reply.status, 401 | 403) {
            return Some(reply);
        }
    }
    None
}

/// Every place in a body that the schema names, also those that the example leaves out.
fn places(schema: &'static Value, body: &Value, at: &str, found: &mut Vec<(String, &'static Value)>) {
    if !(body.is_object() || body.is_array()) {
        return;
    }
    let schema = resolved(schema);
    let variant = schema["discriminator"]["mapping"][body["type"].as_str().unwrap_or_default()].as_str();
    if let Some(variant) = variant.and_then(|reference| DOCUMENT.pointer(reference.trim_start_matches('#'))) {
        return places(variant, body, at, found);
    }
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    for choice in choices.filter(|choice| choice["type"] != "null") {
        places(choice, body, at, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{at}/{name}");
        found.push((place.clone(), property));
        places(property, &body[name], &place, found);
    }
    if let Some(first) = body.get(0) {
        places(&schema["items"], first, &format!("{at}/0"), found);
    }
}

/// The schema of what is there when it is not null, and whether it may be null.
fn filled(schema: &'static Value) -> (&'static Value, bool) {
    let schema = resolved(schema);
    let nullable = schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"));
    match schema["oneOf"].as_array().filter(|choices| choices.iter().any(|choice| choice["type"] == "null")) {
        Some(choices) => (resolved(choices.iter().find(|choice| choice["type"] != "null").unwrap()), true),
        None => (schema, nullable),
    }
}

fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let mut changed = body.clone();
    changed.pointer_mut(parent).unwrap()[name] = value;
    changed
}

fn faults(reply: &Reply) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = reply["errors"].as_array().into_iter().flatten();
    errors.map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
}

/// Path, method, schema and example of every body.
fn bodies() -> impl Iterator<Item = (&'static str, &'static str, &'static Value, Value)> {
    operations().filter_map(|(path, method, operation)| {
        let content = operation["requestBody"]["content"].as_object()?;
        let media = content.iter().find(|(media_type, _)| media_type.ends_with("json"))?.1;
        let example = resolved(media["examples"].as_object()?.values().next()?);
        Some((path, method, &media["schema"], example["value"].clone()))
    })
}

#[actix_web::test]
async fn what_is_published_of_bodies_is_enforced() {
    both(async |app| {
        let mut wrong = vec![];
        for (path, method, schema, example) in bodies() {
            let mut found = vec![];
            places(schema, &example, "", &mut found);
            for (pointer, schema) in found {
                let (filled, nullable) = filled(schema);
                let mut expect = async |value: Value, code: &str, expected: bool| {
                    let reply = sent(&app, path, method, &with(&example, &pointer, value)).await;
                    let reply = reply.unwrap_or_else(|| panic!("nobody may {method} {path}"));
                    let is = faults(&reply).contains(&(pointer.clone(), code.to_owned()));
                    if is != expected && reply.status != 413 {
                        wrong.push(format!("{method} {path} {pointer} {code}: {}", reply.describe()));
                    }
                };
                if let Some(format) = filled["format"].as_str().filter(|f| ["uuid", "date", "date-time"].contains(f)) {
                    expect(json!("2024-13-01"), "invalid_value", true).await;
                    assert_ne!(format, "time");
                }
                if let Some(most) = filled["maxItems"].as_u64() {
                    expect(json!(vec![json!({}); most as usize + 1]), "too_long", true).await;
                }
                if filled["minItems"].as_u64().is_some_and(|least| least > 0) {
                    expect(json!([]), "too_short", true).await;
                }
                if let Some(most) = filled["maxLength"].as_u64().filter(|_| filled.get("format").is_none()) {
                    expect(json!("x".repeat(most as usize + 1)), "too_long", true).await;
                }
                expect(Value::Null, "wrong_type", !nullable && filled.get("type").is_some()).await;
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[actix_web::test]
async fn all_faults_of_a_body_are_told_at_once() {
    both(async |app| {
        for (path, method, schema, example) in bodies() {
            let mut found = vec![];
            places(schema, &example, "", &mut found);
            let mut body = example.clone();
            let mut expected = BTreeSet::new();
            let top = found.iter().filter(|(pointer, _)| pointer.matches('/').count() == 1);
            for (pointer, schema) in top.filter(|(_, schema)| filled(schema).0.get("type").is_some()) {
                // What takes a text takes no object, and what takes an object takes no text.
                let object = filled(schema).0["type"] == "object";
                body = with(&body, pointer, if object { json!("") } else { json!({}) });
                expected.insert(pointer.clone());
            }
            body["no_such_member"] = json!(1);
            expected.insert("/no_such_member".to_owned());
            let reply = sent(&app, path, method, &body).await.unwrap().refused(422, "validation_failed");
            let told: BTreeSet<_> = faults(&reply).into_iter().map(|(pointer, _)| pointer).collect();
            assert_eq!(told, expected, "{method} {path}");
        }
    })
    .await;
}
